using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The greatest whole number not above x, y = ⌊x⌋. Whole numbers stay as they are. The derivative is 0 everywhere, as in PyTorch.</summary>
public sealed record Floor : UnaryArithmetic<Floor.Function>
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 1.9, 0, 1);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> x) =>
            typeof(T) == typeof(float) ? Vector512.Floor(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector512.Floor(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> x) =>
            typeof(T) == typeof(float) ? Vector256.Floor(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector256.Floor(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> x) =>
            typeof(T) == typeof(float) ? Vector128.Floor(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector128.Floor(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static T Of<T>(T x) where T : INumber<T> =>
            typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(Math.Floor(double.CreateTruncating(x))) : x;
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The greatest whole number that is not above each element. Whole numbers stay as they are. The derivative is 0.</summary>
        public Tensor Floor() => Shared<Floor>.Op.Apply(x);
    }
}
