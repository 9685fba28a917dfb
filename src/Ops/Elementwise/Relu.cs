using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The rectified linear unit, y = max(x, 0). The derivative at 0 is 0, as in PyTorch.</summary>
public sealed record Relu : UnaryArithmetic<Relu.Function>
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Shared<ReluBackward>.Op.Apply(Tensor.OnesLike(y), y);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Shared<ReluBackward>.Op.Apply(gradient, saved.Output);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <summary>The function.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> x) => Vector512.MaxNative(Vector512<T>.Zero, x);

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> x) => Vector256.MaxNative(Vector256<T>.Zero, x);

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> x) => Vector128.MaxNative(Vector128<T>.Zero, x);

        /// <inheritdoc/>
        public static T Of<T>(T x) where T : INumber<T> => T.Zero > x ? T.Zero : x;
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The rectified linear unit of each element, max(x, 0).</summary>
        public Tensor Relu() => Shared<Relu>.Op.Apply(x);
    }
}
