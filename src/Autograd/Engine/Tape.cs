using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The record of how tensors were computed. Here operations are put on it; what stands on it can be looked at with <c>Tape.Describe</c>,
/// <c>Tape.MemoryReport</c>, <c>Tape.ToSvg</c> and their like.</summary>
public static partial class Tape
{
    internal static Tensor Record(Op op, Tensor x, Tensor y)
    {
        if (x.Storage.IsMarked)
            return Record(op, [x], y);
        if (x.KnownNode is null)
            return Outside(y);
        var mode = GradMode.Current;
        if (mode < Recording.On || !y.DType.IsFloatingPoint)
            return Outside(mode == Recording.Inference ? Bar(op, y, x) : y);
        if (ReferenceEquals(x, y))
            y = y.Alias();
        Put(y, new Node(op, x, y));
        return mode == Recording.On ? y : Watch(op, y, x);
    }

    internal static Tensor Record(Op op, Tensor a, Tensor b, Tensor y)
    {
        if (a.Storage.IsMarked || b.Storage.IsMarked)
            return Record(op, [a, b], y);
        if ((a.KnownNode ?? b.KnownNode) is null)
            return Outside(y);
        var mode = GradMode.Current;
        if (mode < Recording.On || !y.DType.IsFloatingPoint)
            return Outside(mode == Recording.Inference ? Bar(op, y, a, b) : y);
        if (ReferenceEquals(a, y) || ReferenceEquals(b, y))
            y = y.Alias();
        Put(y, new Node(op, a, b, y));
        return mode == Recording.On ? y : Watch(op, y, a, b);
    }

    internal static Tensor Record(Op op, ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        var mode = GradMode.Current;
        if (mode < Recording.On || !y.DType.IsFloatingPoint || op is ConstantOp)
            return Outside(mode == Recording.Inference ? BarFrom(op, y, inputs) : y);
        bool any = false;
        foreach (var input in inputs)
        {
            any |= input.Node is not null;
            if (ReferenceEquals(input, y))
                y = y.Alias();
        }
        if (!any)
            return Outside(y);
        Put(y, inputs.Length switch
        {
            1 => new Node(op, inputs[0], y),
            2 => new Node(op, inputs[0], inputs[1], y),
            _ => new Node(op, inputs, y),
        });
        if (mode != Recording.On)
            AnomalyDetection.Current?.Recorded(op, y, inputs);
        return y;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor Watch(Op op, Tensor y, Tensor a, Tensor? b = null)
    {
        AnomalyDetection.Current?.Recorded(op, y, b is null ? [a] : [a, b]);
        return y;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor Bar(Op op, Tensor y, Tensor a, Tensor? b = null) => BarFrom(op, y, b is null ? [a] : [a, b]);

    /// <summary>Keeps a result of inference mode out of graphs, if it would have been part of one. A view is what it is a view of.</summary>
    private static Tensor BarFrom(Op op, Tensor y, ReadOnlySpan<Tensor> inputs)
    {
        if (!y.DType.IsFloatingPoint || op is ConstantOp)
            return y;
        bool any = false;
        foreach (var input in inputs)
        {
            if (input.SharesMemoryWith(y))
                return y;
            any |= input.Node is not null || input.Storage.IsInference;
        }
        if (any)
            y.Storage.MarkInference();
        return y;
    }

    private static Tensor Put(Tensor y, Node node)
    {
        y.Node = node;
        Pack(node);
        return y;
    }

    /// <summary>Has what a node saved packed, where somebody on this thread does that.</summary>
    internal static void Pack(Node node)
    {
        if (Packing.IsInUse)
            Packing.Current?.Take(node);
    }

    /// <summary>A result that is not recorded. A view of memory whose tensors follow what is written to it must be kept from following.</summary>
    private static Tensor Outside(Tensor y) => y.Storage.IsTracked ? y.Detach() : y;

    /// <summary>A gradient or tangent times a derivative, with nothing to compute where the derivative is the number 0 or 1: a rule that states
    /// 0 means a function that does not depend on its input, and nothing passes, no infinity either.</summary>
    internal static Tensor Multiply(Tensor factor, Tensor derivative) => derivative.NumberValue switch
    {
        1 => factor,
        0 => Tensor.ZerosLike(factor),
        _ => Shared<Multiply>.Op.Apply(factor, derivative),
    };

    /// <summary>The sum, null standing for zero.</summary>
    internal static Tensor? Sum(Tensor? a, Tensor? b) =>
        a is null ? b : b is null ? a : a is Bundle bundle ? bundle.Plus((Bundle)b) : Shared<Add>.Op.Apply(a, b);
}
