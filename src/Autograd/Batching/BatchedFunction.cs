namespace AutoGrad;

/// <summary>
/// A function of tensors, mapped over an axis of some of them: checks what it is given, calls the function once with batched tensors, and unpacks
/// what it returns.
/// </summary>
internal sealed class BatchedFunction
{
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly string[] names;
    private readonly int?[]? inAxes;
    private readonly int outAxis;
    private readonly int[]? outAxes;
    private readonly int? chunkSize;

    /// <param name="function">The function.</param>
    /// <param name="given">The function as the caller gave it, whose parameters' names are in the errors.</param>
    /// <param name="arity">How many tensors it takes; null for any number.</param>
    /// <param name="inAxes">The axis of each input, null for an input that is not batched; null for axis 0 of all.</param>
    /// <param name="outAxis">Where the batch axis stands in the results.</param>
    /// <param name="outAxes">The same for each result; null for <paramref name="outAxis"/> in all.</param>
    /// <param name="chunkSize">How many samples are computed together; null for all.</param>
    public BatchedFunction(
        Func<Tensor[], Tensor[]> function, Delegate given, int? arity, int?[]? inAxes, int outAxis = 0, int[]? outAxes = null, int? chunkSize = null)
    {
        if (chunkSize is { } chunk)
            ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1, nameof(chunkSize));
        (this.function, this.inAxes, this.outAxis, this.outAxes, this.chunkSize) = (function, inAxes, outAxis, outAxes, chunkSize);
        names = [.. given.Method.GetParameters().TakeLast(arity ?? 0).Select(static parameter => parameter.Name ?? "")];
        if (arity is { } count)
            RequireAxes(count);
    }

    /// <summary>The results for all samples.</summary>
    public Tensor[] Call(params ReadOnlySpan<Tensor> given)
    {
        var inputs = given.ToArray();
        int size = Prepare(inputs, out var batched);
        if (chunkSize is not { } chunk || chunk >= size)
            return Together(inputs, batched, size);
        var parts = new List<Tensor[]>();
        for (int start = 0; start < size; start += chunk)
        {
            var range = start..Math.Min(size, start + chunk);
            Tensor[] some = [.. inputs.Select((x, i) => batched[i] ? x.Slice(0, range) : x)];
            parts.Add(Together(some, batched, range.End.Value - start));
        }
        return [.. Enumerable.Range(0, parts[0].Length).Select(i => Tensor.Cat([.. parts.Select(part => part[i])], OutAxis(i)))];
    }

    /// <summary>One pass over samples that come along the first axis of the batched inputs.</summary>
    private Tensor[] Together(Tensor[] inputs, bool[] isBatched, int size)
    {
        using var batch = new Batch(size);
        var results = function([.. inputs.Select((x, i) => isBatched[i] ? BatchedStorage.Show(batch, x) : x)])
            ?? throw new AutogradException("VMap: the function returned null.");
        if (outAxes is not null && outAxes.Length != results.Length)
            throw new ArgumentException(
                $"VMap: outAxes has {outAxes.Length} entries and the function returned {results.Length} tensors; give one for each.");
        return [.. results.Select((result, i) => Unpacked(result, i, results.Length, batch))];
    }

    /// <summary>Checks the inputs and moves the batch axes to the front.</summary>
    private int Prepare(Tensor[] inputs, out bool[] isBatched)
    {
        RequireAxes(inputs.Length);
        isBatched = new bool[inputs.Length];
        int first = -1;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is null)
                throw new ArgumentNullException(Name(i), $"VMap: {Name(i)} is null.");
            if (!(isBatched[i] = inAxes is null || inAxes[i] is not null))
                continue;
            int axis = inAxes?[i] ?? 0, rank = inputs[i].Rank;
            if (axis < -rank || axis >= rank)
                throw new ShapeException(rank == 0
                    ? $"VMap: {Name(i)} is a scalar, which has no axis to take samples along. Give null in inAxes for what all samples share."
                    : $"VMap: {Name(i)} is {inputs[i].Shape} and was to be batched along axis {axis}; use {-rank} to {rank - 1}, or null for what " +
                        "all samples share.");
            if (first < 0)
                first = i;
            else if (SizeOf(inputs, i) != SizeOf(inputs, first))
                throw new ShapeException(
                    $"VMap: {Describe(inputs, first)} and {Describe(inputs, i)}; all batches must have one size. " +
                    "Give other inAxes, null for what all samples share.");
        }
        if (first < 0)
            throw new ArgumentException("VMap: no input is batched, so there is no axis to map over. Give an axis in inAxes for one at least.");
        int size = SizeOf(inputs, first);
        for (int i = 0; i < inputs.Length; i++)
            if (isBatched[i])
                inputs[i] = Permute.Moved(inputs[i], inputs[i].Shape.Axis(inAxes?[i] ?? 0), 0);
        return size;
    }

    private void RequireAxes(int count)
    {
        if (inAxes is not null && inAxes.Length != count)
            throw new ArgumentException(
                $"VMap: inAxes has {inAxes.Length} entries and the function takes {count} tensors; " +
                "give one for each, null for what all samples share.");
    }

    /// <summary>A result with the batch axis where it belongs; one that is the same for all samples is repeated.</summary>
    private Tensor Unpacked(Tensor? result, int index, int count, Batch batch)
    {
        string name = count == 1 ? "its result" : $"result {index}";
        if (result is null)
            throw new AutogradException($"VMap: the function returned null for {name}.");
        if (result.IsNumber)
            result = result.To(result.DType == DType.Float64 ? DType.Float32 : result.DType);
        var all = batch.Whole(result);
        int axis = OutAxis(index), rank = all.Rank;
        if (axis < -rank || axis >= rank)
            throw new ShapeException(
                $"VMap: {name} is {result.Shape} for one sample and the batch axis was to be {axis} of all; use {-rank} to {rank - 1}.");
        return Permute.Moved(all, 0, axis < 0 ? axis + rank : axis);
    }

    private int OutAxis(int result) => outAxes?[result] ?? outAxis;

    private int SizeOf(Tensor[] inputs, int input) => inputs[input].Shape[inAxes?[input] ?? 0];

    private string Describe(Tensor[] inputs, int input) =>
        $"{Name(input)} is {inputs[input].Shape} with {SizeOf(inputs, input)} samples along axis {inAxes?[input] ?? 0}";

    private string Name(int input) => names.Length > input && names[input].Length > 0 ? names[input] : $"input {input}";
}
