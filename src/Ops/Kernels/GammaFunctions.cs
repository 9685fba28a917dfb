namespace AutoGrad;

/// <summary>
/// The logarithm of the gamma function and its derivatives, of one number: by Taylor's series at 2 for numbers between 1½ and 2½, to which
/// recurrences lead, by Stirling's far out, and by reflection below 0. The coefficients are ζ(k) − 1 and Bernoulli numbers.
/// </summary>
internal static class GammaFunctions
{
    private const double OneLessEuler = 0.42278433509846714, HalfLogTwoPi = 0.91893853320467274;

    /// <summary>(−1)ᵏ (ζ(k) − 1), from k = 2.</summary>
    private static ReadOnlySpan<double> Zetas =>
    [
        0.64493406684822644, -0.20205690315959429, 0.082323233711138192, -0.036927755143369926, 0.01734306198444914, -0.0083492773819228268,
        0.0040773561979443394, -0.0020083928260822144, 0.00099457512781808534, -0.00049418860411946456, 0.0002460865533080483,
        -0.00012271334757848915, 6.1248135058704829e-5, -3.0588236307020494e-5, 1.5282259408651872e-5, -7.6371976378997623e-6,
        3.8172932649998399e-6, -1.9082127165539389e-6, 9.5396203387279611e-7, -4.7693298678780646e-7, 2.3845050272773299e-7,
        -1.1921992596531107e-7, 5.960818905125948e-8, -2.980350351465228e-8, 1.4901554828365041e-8, -7.4507117898354295e-9,
    ];

    /// <summary>B₂ⱼ / 2j, from the highest, j = 9.</summary>
    private static ReadOnlySpan<double> Bernoulli =>
    [
        3.0539543302701197, -0.44325980392156863, 0.083333333333333333, -0.021092796092796093, 0.0075757575757575758, -0.0041666666666666667,
        0.0039682539682539683, -0.0083333333333333333, 0.083333333333333333,
    ];

    /// <summary>B₂ⱼ / (2j)!, from j = 1.</summary>
    private static ReadOnlySpan<double> BernoulliOverFactorial =>
    [
        0.083333333333333333, -0.0013888888888888889, 3.3068783068783069e-5, -8.2671957671957672e-7, 2.0876756987868099e-8,
        -5.2841901386874932e-10, 1.3382536530684679e-11, -3.3896802963225829e-13, 8.5860620562778446e-15, -2.1748686985580619e-16,
        5.5090028283602295e-18, -1.3954464685812523e-19, 3.5347070396294675e-21,
    ];

    /// <summary>log |Γ(x)|; ∞ at 0 and the negative whole numbers.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsInfinity(x) || x <= 0 && x == Math.Floor(x))
            return double.PositiveInfinity;
        if (x > 0)
            return LogGammaOfPositive(x);
        // Γ(x) Γ(−x) = −π / (x sin πx); what is whole is taken off before it is multiplied.
        double size = -x, sine = Math.Abs(Math.Sin(Math.PI * (x - Math.Round(x))));
        return size < 1e-8 ? -Math.Log(size) : Math.Log(Math.PI / (size * sine)) - LogGammaOfPositive(size);
    }

    private static double LogGammaOfPositive(double x)
    {
        if (x < 0.5)
            return LogGammaOfTwoAnd(x) - Math.Log(x) - ScalarFunctions.Log1p(x);
        if (x < 1.5)
            return LogGammaOfTwoAnd(x - 1) - ScalarFunctions.Log1p(x - 1);
        if (x < 9)
        {
            double product = 1;
            while (x > 2.5)
                product *= x -= 1;
            return LogGammaOfTwoAnd(x - 2) + Math.Log(product);
        }
        double inverse = 1 / x, square = inverse * inverse, sum = 0;
        for (int j = 9; j >= 1; j--)
            sum = Math.FusedMultiplyAdd(sum, square, Bernoulli[9 - j] / (2 * j - 1));
        // The difference first, lest the product overflow before it.
        double log = Math.Log(x);
        return x * (log - 1) - (0.5 * log - HalfLogTwoPi) + sum * inverse;
    }

    /// <summary>log Γ(2 + t), for |t| ≤ ½.</summary>
    private static double LogGammaOfTwoAnd(double t)
    {
        double sum = 0;
        for (int i = Zetas.Length - 1; i >= 0; i--)
            sum = Math.FusedMultiplyAdd(sum, t, Zetas[i] / (i + 2));
        return t * Math.FusedMultiplyAdd(sum, t, OneLessEuler);
    }

    /// <summary>ψ(x) = Γ′(x) / Γ(x); −∞ at 0, ∞ at −0 and NaN at the negative whole numbers, as PyTorch has it.</summary>
    public static double Digamma(double x)
    {
        if (x == 0)
            return -1 / x;
        if (x < 0 && x == Math.Floor(x))
            return double.NaN;
        if (x < -0.5)
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Round(x)));
        double rest = 0;
        if (x < 9)
        {
            while (x < 1.5)
            {
                rest -= 1 / x;
                x += 1;
            }
            while (x > 2.5)
                rest += 1 / (x -= 1);
            double sum = 0, t = x - 2;
            for (int i = Zetas.Length - 1; i >= 0; i--)
                sum = Math.FusedMultiplyAdd(sum, t, Zetas[i]);
            return Math.FusedMultiplyAdd(sum, t, OneLessEuler) + rest;
        }
        double inverse = 1 / x, square = inverse * inverse;
        return Math.Log(x) - 0.5 * inverse - square * ScalarFunctions.Horner(square, Bernoulli);
    }

    /// <summary>ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! ζ(n + 1, x), for n ≥ 1.</summary>
    public static double Polygamma(int n, double x)
    {
        double factorial = 1;
        for (int k = 2; k <= n; k++)
            factorial *= k;
        return (n % 2 == 0 ? -factorial : factorial) * Zeta(n + 1, x);
    }

    /// <summary>Hurwitz' ζ(s, x) = Σ 1/(x + k)ˢ over all k ≥ 0, for s ≥ 2; ∞ at 0 and the negative whole numbers.</summary>
    private static double Zeta(int s, double x)
    {
        if (x > 0)
            return ZetaOfPositive(s, x);
        double nearest = Math.Round(x), d = x - nearest, sign = s % 2 == 0 ? 1 : -1;
        if (d == 0)
            return double.PositiveInfinity;
        // The terms run over d and the numbers whole steps away from it: all above, and below as far as x.
        return Math.Pow(d, -s) + ZetaOfPositive(s, 1 + d) + sign * (ZetaOfPositive(s, 1 - d) - ZetaOfPositive(s, 1 - x));
    }

    /// <summary>The first terms, and the rest by Euler and Maclaurin.</summary>
    private static double ZetaOfPositive(int s, double x)
    {
        if (double.IsInfinity(x))
            return 0;
        double sum = 0, enough = Math.Max(10, s);
        for (; x < enough; x += 1)
            sum += Math.Pow(x, -s);
        double power = Math.Pow(x, -s), term = power / x * s, rest = 0, square = 1 / (x * x);
        for (int j = 0; j < BernoulliOverFactorial.Length; j++)
        {
            rest += BernoulliOverFactorial[j] * term;
            term *= (s + 2 * j + 1.0) * (s + 2 * j + 2.0) * square;
        }
        return sum + (power * x / (s - 1) + (0.5 * power + rest));
    }
}
