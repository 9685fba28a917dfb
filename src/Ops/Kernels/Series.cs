using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Coefficients of series, computed from their definitions to as many terms as the precision of <typeparamref name="T"/> needs.
/// </summary>
internal static class Series<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double TwoOverRootPi = 1.1283791670955126;

    /// <summary>(eˣ − 1) / x = Σ xⁿ / (n + 1)!, for |x| ≤ ½ ln 2.</summary>
    public static T[] Expm1 { get; } = Terms(0.35, n => n == 0 ? 1 : 1.0 / (n + 1));

    /// <summary>sin(x) / x = Σ (−x²)ⁿ / (2n + 1)!, for |x| ≤ π/4.</summary>
    public static T[] Sin { get; } = Terms(0.62, n => n == 0 ? 1 : -1.0 / (2 * n * (2 * n + 1)));

    /// <summary>cos(x) = Σ (−x²)ⁿ / (2n)!, for |x| ≤ π/4.</summary>
    public static T[] Cos { get; } = Terms(0.62, n => n == 0 ? 1 : -1.0 / (2 * n * (2 * n - 1)));

    /// <summary>erf(x) / x = 2/√π · Σ (−x²)ⁿ / (n! (2n + 1)), for x² ≤ 1.</summary>
    public static T[] Erf { get; } = Terms(1, n => n == 0 ? TwoOverRootPi : -(2 * n - 1) / (double)(n * (2 * n + 1)));

    /// <summary>The Chebyshev series of <see cref="ErrorFunction.ScaledTail"/> over −1 ≤ t ≤ 1.</summary>
    public static T[] ErfcTail { get; } = Chebyshev(ErrorFunction.ScaledTail);

    private static double Precision => double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 8;

    /// <summary>Coefficients from each one's ratio to the one before, until a term at x = <paramref name="limit"/> no longer counts.</summary>
    private static T[] Terms(double limit, Func<int, double> ratio)
    {
        var terms = new List<T>();
        double coefficient = 1, power = 1;
        for (int n = 0; n == 0 || Math.Abs(coefficient) * power > Precision; n++, power *= limit)
        {
            coefficient *= ratio(n);
            terms.Add(T.CreateTruncating(coefficient));
        }
        return [.. terms];
    }

    /// <summary>The coefficients of f's interpolant at the Chebyshev points, up to where they fall below the precision.</summary>
    private static T[] Chebyshev(Func<double, double> f)
    {
        const int Points = 48;
        var coefficients = new double[Points];
        for (int k = 0; k < Points; k++)
        {
            double sum = 0;
            for (int j = 0; j < Points; j++)
                sum += f(Cosine(2 * j + 1)) * Cosine(k * (2 * j + 1));
            coefficients[k] = sum * (k == 0 ? 1 : 2) / Points;
        }
        double least = 8 * Precision * Math.Abs(coefficients[0]);
        int count = 1;
        while (Math.Abs(coefficients[count]) > least || Math.Abs(coefficients[count + 1]) > least)
            count++;
        return Array.ConvertAll(coefficients[..count], T.CreateTruncating);

        // The angle is reduced while it is whole; a large one would be rounded.
        static double Cosine(int n) => Math.Cos(Math.PI * (n % (4 * Points)) / (2 * Points));
    }
}
