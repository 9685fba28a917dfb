using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The elementwise product, y = a · b. It stands with the engine, which multiplies gradients by derivatives with it.</summary>
public sealed record Multiply : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Multiply(a, b, y);

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => b;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => a;

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => Tape.Multiply(gradient, saved[1 - input]);

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Input0;
}
