using System.Numerics;

namespace AutoGrad;

/// <summary>
/// What the elementwise families share: a kernel over spans that can be run on any stretch of the elements. Large results wait until they are read,
/// and chains of them are evaluated together, block by block; so a kernel must compute each element from its operands alone, whatever its place.
/// </summary>
public abstract record ElementwiseOp : Op
{
    private protected ElementwiseOp()
    {
    }

    /// <summary>About how long an element takes, in additions. What is dear is rather stored than computed again.</summary>
    protected internal virtual int Cost => 1;

    /// <summary>Computes a stretch of elements; an operation of one operand has it as <paramref name="a"/>.</summary>
    internal abstract void Block<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether a result of so many elements waits.</summary>
    private protected static bool Waits(int count, DType dtype) => count >= Expression.Smallest && dtype.IsFloatingPoint;
}
