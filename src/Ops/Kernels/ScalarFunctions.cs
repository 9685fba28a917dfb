namespace AutoGrad;

/// <summary>A function of one number in double.</summary>
internal interface IScalarFunction
{
    static abstract double Of(double x);
}

/// <summary>A function of two numbers in double.</summary>
internal interface IScalarFunction2
{
    static abstract double Of(double a, double b);
}

/// <summary>The functions that are computed one number at a time, and of Float32 in double.</summary>
internal static class ScalarFunctions
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>A polynomial, its coefficients from the highest power down.</summary>
    public static double Horner(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        foreach (double c in coefficients)
            sum = Math.FusedMultiplyAdd(sum, x, c);
        return sum;
    }

    /// <summary>log(1 + x), the logarithm of the rounded sum and of what rounding it took away (W. Kahan).</summary>
    public static double Log1p(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x
            : sum > 0 && sum < double.PositiveInfinity ? Math.Log(sum) + (Math.Abs(x) < 1 ? x - (sum - 1) : 1 - (sum - x)) / sum
            : Math.Log(sum);
    }

    public readonly struct Asin : IScalarFunction
    {
        public static double Of(double x) => Math.Asin(x);
    }

    public readonly struct Acos : IScalarFunction
    {
        public static double Of(double x) => Math.Acos(x);
    }

    public readonly struct Atan : IScalarFunction
    {
        public static double Of(double x) => Math.Atan(x);
    }

    public readonly struct Asinh : IScalarFunction
    {
        public static double Of(double x) => Math.Asinh(x);
    }

    public readonly struct Acosh : IScalarFunction
    {
        public static double Of(double x) => Math.Acosh(x);
    }

    public readonly struct Atanh : IScalarFunction
    {
        public static double Of(double x) => Math.Atanh(x);
    }

    /// <summary>log(x / (1 − x)), which is 0 at ½ and does not cancel near it.</summary>
    public readonly struct Logit : IScalarFunction
    {
        public static double Of(double x) => x > 0.25 && x < 0.75 ? Log1p((x + x - 1) / (1 - x)) : Math.Log(x / (1 - x));
    }

    public readonly struct Lgamma : IScalarFunction
    {
        public static double Of(double x) => GammaFunctions.LogGamma(x);
    }

    public readonly struct Digamma : IScalarFunction
    {
        public static double Of(double x) => GammaFunctions.Digamma(x);
    }

    public readonly struct Erfinv : IScalarFunction
    {
        public static double Of(double x) => InverseErf.Of(x);
    }

    public readonly struct Atan2 : IScalarFunction2
    {
        public static double Of(double a, double b) => Math.Atan2(a, b);
    }

    public readonly struct Hypot : IScalarFunction2
    {
        public static double Of(double a, double b) => double.Hypot(a, b);
    }

    /// <summary>log(eᵃ + eᵇ).</summary>
    public readonly struct LogAddExp : IScalarFunction2
    {
        public static double Of(double a, double b) => a == b ? a + Ln2 : Math.Max(a, b) + Log1p(Math.Exp(-Math.Abs(a - b)));
    }

    /// <summary>log₂(2ᵃ + 2ᵇ).</summary>
    public readonly struct LogAddExp2 : IScalarFunction2
    {
        public static double Of(double a, double b) => a == b ? a + 1 : Math.Max(a, b) + Log1p(Math.Pow(2, -Math.Abs(a - b))) / Ln2;
    }

    /// <summary>a log b; 0 where a is 0 and b a number.</summary>
    public readonly struct Xlogy : IScalarFunction2
    {
        public static double Of(double a, double b) => a == 0 && !double.IsNaN(b) ? 0 : a * Math.Log(b);
    }

    /// <summary>a log(1 + b); 0 where a is 0 and b a number.</summary>
    public readonly struct Xlog1py : IScalarFunction2
    {
        public static double Of(double a, double b) => a == 0 && !double.IsNaN(b) ? 0 : a * Log1p(b);
    }

    /// <summary>dⁿ/duⁿ (sin u / u): by the recurrence u f⁽ⁿ⁾ + n f⁽ⁿ⁻¹⁾ = sin⁽ⁿ⁾ u, and by Taylor's series where that would cancel.</summary>
    public static double SincDerivative(int n, double u)
    {
        if (double.IsInfinity(u))
            return 0;
        if (!(Math.Abs(u) < n + 1))
        {
            double sin = Math.Sin(u), cos = Math.Cos(u), value = sin / u;
            for (int k = 1; k <= n; k++)
                value = ((k % 4) switch { 0 => sin, 1 => cos, 2 => -sin, _ => -cos } - k * value) / u;
            return value;
        }
        // Σ (−1)ᵏ u²ᵏ⁻ⁿ / ((2k + 1) (2k − n)!), from the first 2k ≥ n.
        int first = (n + 1) / 2;
        double term = (first % 2 == 0 ? 1 : -1) * (n % 2 == 0 ? 1 : u), sum = 0, square = u * u;
        for (int k = first, power = n % 2; k < first + 200; k++, power += 2)
        {
            double next = sum + term / (2 * k + 1);
            if (next == sum && k > first)
                break;
            sum = next;
            term *= -square / ((power + 1.0) * (power + 2));
        }
        return sum;
    }
}

/// <summary>Applies scalar functions to spans; y may be an operand.</summary>
internal static class ScalarMap
{
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> where TFunction : struct, IScalarFunction
    {
        y = y[..x.Length];
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(TFunction.Of(double.CreateTruncating(x[i])));
    }

    public static void Map<T, TFunction>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> where TFunction : struct, IScalarFunction2
    {
        b = b[..a.Length];
        y = y[..a.Length];
        for (int i = 0; i < a.Length; i++)
            y[i] = T.CreateTruncating(TFunction.Of(double.CreateTruncating(a[i]), double.CreateTruncating(b[i])));
    }
}
