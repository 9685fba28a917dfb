using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The whole part of x, towards 0. Whole numbers stay as they are. The derivative is 0 everywhere, as in PyTorch.</summary>
public sealed record Trunc : UnaryArithmetic<Trunc.Function>
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 1.9, 1);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> x) =>
            typeof(T) == typeof(float) ? Vector512.Truncate(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector512.Truncate(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> x) =>
            typeof(T) == typeof(float) ? Vector256.Truncate(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector256.Truncate(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> x) =>
            typeof(T) == typeof(float) ? Vector128.Truncate(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector128.Truncate(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static T Of<T>(T x) where T : INumber<T> =>
            typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(Math.Truncate(double.CreateTruncating(x))) : x;
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The whole part of each element, towards 0. Whole numbers stay as they are. The derivative is 0.</summary>
        public Tensor Trunc() => Shared<Trunc>.Op.Apply(x);
    }
}
