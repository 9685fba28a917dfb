using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

/// <summary>
/// What a model makes of an input, layer by layer: shapes of the results, parameters, multiplications, receptive fields, memory.
/// <code>
/// Console.WriteLine(Summary.Of(new LeNet5(), [1, 1, 28, 28]));
/// </code>
/// </summary>
/// <remarks>
/// The model is called once, as in use and unrecorded, on copies of its parameters and buffers, so that it stays as it is. What runs is seen by hooks:
/// of a layer that a model runs by <c>Forward</c> rather than <see cref="Module{TIn, TOut}.Call(TIn)"/>, only the parameters are known. Multiplications
/// are those of matrix products and convolutions in the layers that state them (<see cref="Module{TIn, TOut}.MultiplyAdds"/>); attention counts as
/// many keys as queries.
/// </remarks>
public sealed record Summary
{
    private Summary(Module model, IReadOnlyList<Shape> inputs, IReadOnlyList<SummaryRow> rows)
    {
        (Model, InputShapes, Rows) = (model, inputs, rows);
        ParameterBytes = model.All<StateTensor>().Sum(static entry => entry.Value.ElementCount * (long)entry.Value.DType.Size);
    }

    /// <summary>The model.</summary>
    public Module Model { get; }

    /// <summary>The shapes of its input.</summary>
    public IReadOnlyList<Shape> InputShapes { get; }

    /// <summary>The model and all modules below it, each before those it holds.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>How many numbers the parameters hold.</summary>
    public long Parameters => Rows.Sum(static row => row.Parameters);

    /// <summary>How many of them require a gradient.</summary>
    public long TrainableParameters => Rows.Sum(static row => row.TrainableParameters);

    /// <summary>How many multiplications with additions the products of one call take.</summary>
    public long MultiplyAdds => Rows.Sum(static row => row.MultiplyAdds);

    /// <summary>The memory of the input, in bytes.</summary>
    public long InputBytes { get; private init; }

    /// <summary>The memory of all results of layers that call no others, in bytes: about what a recorded call keeps.</summary>
    public long OutputBytes { get; private init; }

    /// <summary>The memory of parameters and buffers, in bytes.</summary>
    public long ParameterBytes { get; }

    /// <summary>Calls a model with zeros.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of the input, the batch included.</param>
    /// <param name="dtype">Its dtype; that of the parameters if left out, and Int64 for a model that looks numbers up.</param>
    /// <exception cref="ShapeException">The model does not take such an input.</exception>
    public static Summary Of<TOut>(Module<Tensor, TOut> model, Shape inputShape, DType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model, Tensor.Zeros(inputShape, dtype ?? model.Parameters().FirstOrDefault()?.DType ?? DType.Float32));
    }

    /// <summary>Calls a model with an input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The input: a tensor, or a tuple of them.</param>
    public static Summary Of<TIn, TOut>(Module<TIn, TOut> model, TIn input)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        var watch = new SummaryWatch(Tensors(input));
        var modes = model.Modules().Select(static part => (Part: part, part.IsTraining)).ToArray();
        var watches = new List<IDisposable>();
        try
        {
            model.Eval();
            foreach (var (part, _) in modes)
                watches.AddRange(watch.On(part));
            using var unrecorded = Autodiff.NoGrad();
            model.FunctionalCall(model.StateDict(), () => model.Call(input));
        }
        finally
        {
            foreach (var handle in watches)
                handle.Dispose();
            foreach (var (part, training) in modes)
                part.IsTraining = training;
        }
        return new(model, Shapes(input), watch.Rows(model)) { InputBytes = Bytes(input), OutputBytes = watch.OutputBytes };
    }

    /// <summary>The table and the totals.</summary>
    public override string ToString()
    {
        bool fields = Rows.Any(static row => row.ReceptiveField?.Any(static field => field.Size > 1) == true);
        var lines = new List<string[]> { new[] { "Layer", "Result", "Parameters", "Multiply-adds", "Receptive field" } };
        foreach (var row in Rows)
            lines.Add([
                new string(' ', 2 * row.Depth) + (row.Name.Length > 0 ? $"({row.Name}): " : "") + row.Module.Kind + (row.Calls > 1 ? $" × {row.Calls}" : ""),
                row.Calls == 0 ? "–" : Text(row.OutputShapes),
                Text(row.Parameters),
                Text(row.MultiplyAdds),
                row.ReceptiveField is { } field ? Nn.ReceptiveField.Text(field) : "–",
            ]);
        int[] widths = [.. Enumerable.Range(0, fields ? 5 : 4).Select(column => lines.Max(line => line[column].Length))];
        var text = lines.ConvertAll(line => string.Join("  ", widths.Select(
            (width, column) => column < 2 ? line[column].PadRight(width) : line[column].PadLeft(width))).TrimEnd());
        text.Insert(1, new('─', widths.Sum() + 2 * (widths.Length - 1)));
        text.Add(text[1]);
        text.Add($"Input {Text(InputShapes)}");
        text.Add(string.Create(CultureInfo.InvariantCulture,
            $"Parameters {Parameters:N0}{(TrainableParameters == Parameters ? "" : $", of them {TrainableParameters:N0} learned")}"));
        text.Add(string.Create(CultureInfo.InvariantCulture, $"Multiply-adds {MultiplyAdds:N0}"));
        text.Add($"Memory {Size(InputBytes)} input, {Size(OutputBytes)} results, {Size(ParameterBytes)} parameters and buffers, together " +
            Size(InputBytes + OutputBytes + ParameterBytes));
        return string.Join('\n', text);
    }

    /// <summary>The tensors in an input or a result, tuples opened.</summary>
    internal static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        IEnumerable<Tensor> several => several,
        _ => [],
    };

    internal static IReadOnlyList<Shape> Shapes(object? value) => [.. Tensors(value).Select(static tensor => tensor.Shape)];

    internal static long Bytes(object? value) => Tensors(value).Sum(static tensor => tensor.ElementCount * (long)tensor.DType.Size);

    private static string Text(IEnumerable<Shape> shapes) => string.Join(", ", shapes);

    private static string Text(long count) => count == 0 ? "–" : count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1e3:0.0} KB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.0} GB"),
    };
}
