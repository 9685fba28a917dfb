namespace AutoGrad;

/// <summary>Puts operations on the tape, and does the little arithmetic that derivatives themselves consist of: products with a gradient, sums of
/// gradients.</summary>
internal static class Tape
{
    public static Tensor Record(Op op, Tensor x, Tensor y)
    {
        if (x.Node is null || !Autodiff.IsRecording || !y.DType.IsFloatingPoint)
            return Outside(y);
        if (ReferenceEquals(x, y))
            y = y.Alias();
        return Put(y, new Node(op, x, y));
    }

    public static Tensor Record(Op op, Tensor a, Tensor b, Tensor y)
    {
        if ((a.Node ?? b.Node) is null || !Autodiff.IsRecording || !y.DType.IsFloatingPoint)
            return Outside(y);
        if (ReferenceEquals(a, y) || ReferenceEquals(b, y))
            y = y.Alias();
        return Put(y, new Node(op, a, b, y));
    }

    public static Tensor Record(Op op, ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (!Autodiff.IsRecording || !y.DType.IsFloatingPoint || op is ConstantOp)
            return Outside(y);
        bool any = false;
        foreach (var input in inputs)
        {
            any |= input.Node is not null;
            if (ReferenceEquals(input, y))
                y = y.Alias();
        }
        if (!any)
            return y;
        return Put(y, inputs.Length switch
        {
            1 => new Node(op, inputs[0], y),
            2 => new Node(op, inputs[0], inputs[1], y),
            _ => new Node(op, inputs, y),
        });
    }

    private static Tensor Put(Tensor y, Node node)
    {
        y.Node = node;
        if (Packing.IsInUse)
            Packing.Current?.Take(node);
        return y;
    }

    /// <summary>A result that is not recorded. A view of memory whose tensors follow what is written to it must be kept from following.</summary>
    private static Tensor Outside(Tensor y) => y.Storage.IsTracked ? y.Detach() : y;

    /// <summary>A gradient or tangent times a derivative, with nothing to compute where the derivative is the number 0 or 1.</summary>
    public static Tensor Multiply(Tensor factor, Tensor derivative) => derivative.NumberValue switch
    {
        1 => factor,
        0 => Tensor.ZerosLike(factor),
        _ => Shared<Multiply>.Op.Apply(factor, derivative),
    };

    /// <summary>The sum, null standing for zero.</summary>
    public static Tensor? Sum(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : Shared<Add>.Op.Apply(a, b);
}
