namespace AutoGrad.Tests;

/// <summary>Derivatives of the first to the fourth order, by reverse mode, forward mode and both in turn, against closed forms.</summary>
public class AnalyticDerivativeTests
{
    private const double Tolerance = 1e-10;

    /// <summary>In which mode each order is taken, the innermost first; R is reverse and F forward.</summary>
    private static readonly string[] modes = ["R", "F", "RR", "FF", "RF", "FR", "RRR", "FFF", "RFR", "FRF", "RRRR", "FFFF", "RFRF", "FRFR", "RRFF", "FFRR"];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string name in AnalyticFunctions.All.Keys)
            foreach (string mode in modes)
                cases.Add(name, mode);
        return cases;
    }

    [Fact]
    public void The_table_is_large()
    {
        Assert.InRange(Cases().Count, 60, int.MaxValue);
        Assert.All(AnalyticFunctions.All.Values, static f => Assert.Equal(5, f.Derivatives.Length));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_derivative_of_any_order_is_the_analytic_one(string name, string mode)
    {
        var function = AnalyticFunctions.All[name];
        var derivative = function.F;
        foreach (char order in mode)
            derivative = order == 'R' ? Autodiff.Grad(derivative) : Forward(derivative);
        foreach (double t in function.Points)
            AssertClose(function.Derivatives[mode.Length](t), derivative(Tensor.Of(t)).Item(), $"{name}, {mode}, at {t}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Directional_derivatives_are_the_analytic_ones(string name)
    {
        var function = AnalyticFunctions.All[name];
        foreach (double t in function.Points)
        {
            var all = Autodiff.DirectionalDerivatives(function.F, Tensor.Of(t), Tensor.Of(1.0), order: 4);
            for (int k = 0; k < 5; k++)
                AssertClose(function.Derivatives[k](t), all[k].Item(), $"{name}, order {k}, at {t}");
        }
    }

    public static TheoryData<string> Names() => [.. AnalyticFunctions.All.Keys];

    private static Func<Tensor, Tensor> Forward(Func<Tensor, Tensor> f) => x => Autodiff.Jvp(f, x, Tensor.OnesLike(x)).Product;

    private static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: {actual:R} instead of {expected:R}");
}
