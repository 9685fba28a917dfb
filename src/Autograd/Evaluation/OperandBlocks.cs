namespace AutoGrad;

/// <summary>One or two operands, broadcast to the shape of a result, handed out as spans block by block.</summary>
internal ref struct OperandBlocks<T> where T : unmanaged
{
    /// <summary>The scratch space that two operands need, in elements.</summary>
    public const int ScratchSize = 2 * StridedReader<T>.BlockSize;

    private StridedReader<T> a, b;
    private readonly bool binary;
    private readonly int count, block;
    private int at;

    public OperandBlocks(Tensor x, Tensor result, Span<T> scratch) : this(x, result.Shape, scratch)
    {
        block = BlockOf(a.Period);
        a.FillPeriodic(block);
    }

    public OperandBlocks(Tensor x, Tensor y, Tensor result, Span<T> scratch) : this(x, result.Shape, scratch)
    {
        b = Reader(y, result.Shape, scratch[StridedReader<T>.BlockSize..]);
        binary = true;
        block = BlockOf(a.Period != 0 ? a.Period : b.Period);
        a.FillPeriodic(block);
        b.FillPeriodic(block);
    }

    private OperandBlocks(Tensor x, Shape target, Span<T> scratch)
    {
        count = target.ElementCount;
        if (count != 0)
            a = Reader(x, target, scratch[..StridedReader<T>.BlockSize]);
    }

    /// <summary>The next block of one operand, and which elements of the result it makes.</summary>
    public bool Next(out ReadOnlySpan<T> x, out Range range) => Next(out x, out _, out range);

    /// <summary>The next block of both operands, and which elements of the result it makes.</summary>
    public bool Next(out ReadOnlySpan<T> x, out ReadOnlySpan<T> y, out Range range)
    {
        int n = Math.Min(block, count - at);
        x = y = default;
        range = at..(at + n);
        if (n <= 0)
            return false;
        x = a.Load(at, n);
        if (binary)
            y = b.Load(at, n);
        at += n;
        return true;
    }

    private static StridedReader<T> Reader(Tensor tensor, Shape target, Span<T> scratch)
    {
        var type = DTypes.Of<T>();
        return new(tensor.DType == type || tensor.ElementCount == 1 ? tensor : Cast.Convert(tensor, type), target, scratch);
    }

    private static int BlockOf(int period) =>
        period == 0 ? StridedReader<T>.BlockSize : StridedReader<T>.BlockSize / period * period;
}
