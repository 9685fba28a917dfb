using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// What <see cref="Relu"/> lets through of a gradient, in one pass. Of the gradient g and the rectifier's result r it makes y = 0 where r ≤ 0, else
/// g: a choice and not a product, since 0 times an infinite gradient is not 0.
/// </summary>
public sealed record ReluBackward : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        int width = Vector<T>.Count, i = 0;
        ref T gradient = ref MemoryMarshal.GetReference(a[..y.Length]), result = ref MemoryMarshal.GetReference(b[..y.Length]);
        ref T to = ref MemoryMarshal.GetReference(y);
        for (; i <= y.Length - width; i += width)
        {
            var closed = Vector.LessThanOrEqual(Vector.LoadUnsafe(ref result, (nuint)i), Vector<T>.Zero);
            Vector.ConditionalSelect(closed, Vector<T>.Zero, Vector.LoadUnsafe(ref gradient, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < y.Length; i++)
            y[i] = b[i] <= T.Zero ? T.Zero : a[i];
    }

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => Apply(Tensor.OnesLike(y), b);

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input == 0 ? Apply(gradient, saved[1]) : Tensor.ZerosLike(gradient);

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Nothing;
}
