namespace AutoGrad.Tests;

/// <summary>Functions in double to some twelve digits, by other formulas than the library's.</summary>
internal static class Reference
{
    public static double Expm1(double x) => Math.Abs(x) < 1e-3 ? x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24 : Math.Exp(x) - 1;

    public static double Log1p(double x) => Math.Abs(x) < 1e-3 ? x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4 : Math.Log(1 + x);

    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>x / (1 + e⁻ᶻ); 0 at −∞.</summary>
    public static double Silu(double x, double z) => double.IsNegativeInfinity(x) ? -0.0 : z < -700 ? x * Math.Exp(z) : x / (1 + Math.Exp(-z));

    /// <summary>erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n + 1)!!, whose terms are all positive.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; term != 0 && Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            sum += term *= 2 * x * x / (2 * n + 1);
        return double.IsNaN(x) ? x : 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>1 − erf(x): far out by Laplace's continued fraction.</summary>
    public static double Erfc(double x)
    {
        if (!(x > 2))
            return x < 0 ? 1 + Erf(-x) : 1 - Erf(x);
        if (x > 30)
            return 0;
        double fraction = x;
        for (int n = 100; n > 0; n--)
            fraction = x + 0.5 * n / fraction;
        return Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI));
    }
}
