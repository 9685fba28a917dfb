using System.Text;

namespace AutoGrad;

/// <summary>What <see cref="Autodiff.DetectAnomaly"/> asks for: remembers where operations are called, and looks at their results.</summary>
/// <param name="checkForward">Whether to look at results.</param>
/// <param name="checkInfinity">Whether infinities count.</param>
internal sealed class AnomalyDetection(bool checkForward, bool checkInfinity)
{
    [ThreadStatic]
    private static AnomalyDetection? current;

    /// <summary>The one that is on, on this thread; null for none.</summary>
    public static AnomalyDetection? Current
    {
        get => current;
        set => current = value;
    }

    public bool CheckInfinity => checkInfinity;

    /// <summary>The same, looking at nothing, for what a rule consists of: the rule is looked at as a whole.</summary>
    public AnomalyDetection Quiet => field ??= new(false, checkInfinity) { IsQuiet = true };

    /// <summary>Whether nothing is looked at.</summary>
    public bool IsQuiet { get; private init; }

    /// <summary>What is looked for.</summary>
    public string What => checkInfinity ? "NaN or infinity" : "NaN";

    /// <summary>Called for each operation that was put on the tape.</summary>
    public void Recorded(Op op, Tensor y, ReadOnlySpan<Tensor> inputs)
    {
        var call = new ForwardCall();
        (y.Node!.Extras ??= new()).Call = call;
        // What a recorded backward pass computes is checked by the rule, which says more than the operations it consists of.
        if (checkForward && Reclaim.Current is not BackwardPass && Values.Find(y, checkInfinity) is >= 0 and var element)
            throw Found(op, y, element, inputs, call);
    }

    private AnomalyException Found(Op op, Tensor y, int element, ReadOnlySpan<Tensor> inputs, ForwardCall call)
    {
        var text = new StringBuilder();
        int given = -1;
        for (int i = 0; i < inputs.Length && given < 0; i++)
            if (Values.Find(inputs[i], checkInfinity) >= 0)
                given = i;
        string where = $"has the first {What}{(Count(y) == 1 ? "" : $", {Place(y, element)}")}";
        text.Append(given < 0
            ? $"{op}: its result {where}."
            : $"{op}: its input {given} {where} of the result, which has it too. That input is " +
                (inputs[given].Node is null ? "not computed by a recorded operation." : "recorded where nobody looked at results."));
        for (int i = 0; i < inputs.Length; i++)
            text.Append($"\n  input {i}: {Text(inputs[i])}");
        text.Append($"\n  result: {Text(y)}");
        return new(AppendCall(text, call).ToString(), op, null, true, call);
    }

    /// <summary>For example "Float64 [3], values from 0 to 2", or "Float64 [3] in each of 4 samples, values from 0 to 2".</summary>
    public static string Text(Tensor x) => $"{Kind(x)}, {Values.Of(x)}";

    /// <summary>Dtype and shape, and the number of samples under a VMap.</summary>
    public static string Kind(Tensor x) => $"{x.DType} {x.Shape}{(x.IsBatched ? $" in each of {Bytes.Count(Samples(x), "sample")}" : "")}";

    /// <summary>How many elements there are, in all samples.</summary>
    public static int Count(Tensor x) => BatchedStorage.WholeOf(x).ElementCount;

    /// <summary>The position of an element, counted in row-major order among all samples: for example "at [0, 1]", "at [1] of sample 3", "in sample
    /// 3".</summary>
    public static string Place(Tensor x, int element)
    {
        int[] position = BatchedStorage.WholeOf(x).Shape.Position(element);
        int batches = position.Length - x.Rank;
        string at = $"at [{string.Join(", ", position[batches..])}]";
        if (batches == 0)
            return at;
        string sample = batches == 1 ? $"sample {position[0]}" : $"sample [{string.Join(", ", position[..batches])}]";
        return x.Rank == 0 ? $"in {sample}" : $"{at} of {sample}";
    }

    private static int Samples(Tensor x)
    {
        int samples = 1;
        foreach (int size in BatchedStorage.WholeOf(x).Shape.AsSpan()[..^x.Rank])
            samples *= size;
        return samples;
    }

    public static StringBuilder AppendCall(StringBuilder text, ForwardCall? call) => text.Append(call is null
        ? "\n  Where it was called is not known: run the forward pass inside DetectAnomaly too."
        : "\n  The forward call:\n    " + call.ToString().ReplaceLineEndings("\n    "));
}
