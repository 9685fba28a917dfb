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
    private Kernels kernels;

    private protected ElementwiseOp()
    {
    }

    /// <summary>A copy, as <c>with</c> makes it: its kernels are its own.</summary>
    /// <param name="original">What is copied.</param>
    protected ElementwiseOp(ElementwiseOp original) : base(original)
    {
    }

    /// <summary>About how long an element takes, in additions. What is dear is rather stored than computed again.</summary>
    protected internal virtual int Cost => 1;

    /// <summary>
    /// The kernel as a delegate, a <see cref="UnaryKernel{T}"/> or <see cref="BinaryKernel{T}"/>, to be called many times: looking a generic method up
    /// takes as long as running it on a block.
    /// </summary>
    internal object KernelOf<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref object? kernel = ref typeof(T) == typeof(float) ? ref kernels.Single : ref kernels.Double;
        return kernel ??= (object?)Unary<T>() ?? Binary<T>()!;
    }

    /// <summary>The kernel of an operation of one operand; null for two.</summary>
    internal virtual UnaryKernel<T>? Unary<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The kernel of an operation of two operands; null for one.</summary>
    internal virtual BinaryKernel<T>? Binary<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>How the operation is run as one with another; null where that is not worth while.</summary>
    internal virtual Mergeable? Mergeable => null;

    /// <summary>Whether a result of so many elements waits.</summary>
    private protected static bool Waits(int count, DType dtype) => count >= Expression.Smallest && dtype.IsFloatingPoint;

    /// <summary>Kernels looked up before, which are no part of what an operation is: any two are equal.</summary>
    private struct Kernels : IEquatable<Kernels>
    {
        public object? Single, Double;

        public readonly bool Equals(Kernels other) => true;

        public override readonly bool Equals(object? other) => other is Kernels;

        public override readonly int GetHashCode() => 0;
    }
}
