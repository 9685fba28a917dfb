using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The square, y = x².</summary>
public sealed record Square : UnaryArithmetic<Square.Function>
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 2 * x;

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        2 * gradient * saved[0]; // A mean's gradient is one value a column; doubling that is less work than doubling x.

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    /// <summary>The function.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> x) => x * x;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> x) => x * x;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> x) => x * x;

        /// <inheritdoc/>
        public static T Of<T>(T x) where T : INumber<T> => x * x;
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The square of each element.</summary>
        public Tensor Square() => Shared<Square>.Op.Apply(x);
    }
}
