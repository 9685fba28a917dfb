using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The whole number nearest to x, and of two the even one. Whole numbers stay as they are. The derivative is 0 everywhere, as in PyTorch.
/// </summary>
public sealed record Round : UnaryArithmetic<Round.Function>
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain Domain => new(-1.4, 1.4, -0.5, 0.5);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> x) =>
            typeof(T) == typeof(float) ? Vector512.Round(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector512.Round(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> x) =>
            typeof(T) == typeof(float) ? Vector256.Round(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector256.Round(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> x) =>
            typeof(T) == typeof(float) ? Vector128.Round(x.AsSingle()).As<float, T>()
            : typeof(T) == typeof(double) ? Vector128.Round(x.AsDouble()).As<double, T>()
            : x;

        /// <inheritdoc/>
        public static T Of<T>(T x) where T : INumber<T> =>
            typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(Math.Round(double.CreateTruncating(x))) : x;
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The whole number nearest to each element, and of two the even one. Whole numbers stay as they are. The derivative is 0.</summary>
        public Tensor Round() => Shared<Round>.Op.Apply(x);

        /// <summary>
        /// Each element rounded to so many decimals, the half to even: x · 10ᵈ, rounded, / 10ᵈ. Whole numbers stay as they are unless
        /// <paramref name="decimals"/> is negative. The derivative is 0.
        /// </summary>
        /// <param name="decimals">How many decimals stay; negative for tens, hundreds, …</param>
        /// <exception cref="ArgumentOutOfRangeException">There are more decimals than float64 has, 308, before or after the point.</exception>
        public Tensor Round(int decimals)
        {
            if (decimals is < -308 or > 308)
                throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "Round: decimals must lie between -308 and 308.");
            if (decimals == 0 || decimals > 0 && !x.DType.IsFloatingPoint)
                return x.Round();
            double power = Math.Pow(10, Math.Abs(decimals));
            if (!x.DType.IsFloatingPoint)
                return ((x.To(DType.Float64) / power).Round() * power).To(x.DType == DType.Bool ? DType.Int64 : x.DType);
            return decimals > 0 ? (x * power).Round() / power : (x / power).Round() * power;
        }
    }
}
