using System.Numerics;

namespace AutoGrad;

/// <summary>Computes y = f(x) for each element.</summary>
internal delegate void UnaryKernel<T>(ReadOnlySpan<T> x, Span<T> y);

/// <summary>Computes y = f(a, b) for each pair of elements.</summary>
internal delegate void BinaryKernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y);

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

    /// <summary>The kernel, to be called many times: looking a generic method up takes as long as running it on a block. Null for two operands.</summary>
    internal virtual UnaryKernel<T>? Unary<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The kernel of an operation of two operands; null for one.</summary>
    internal virtual BinaryKernel<T>? Binary<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>Whether a result of so many elements waits.</summary>
    private protected static bool Waits(int count, DType dtype) => count >= Expression.Smallest && dtype.IsFloatingPoint;
}
