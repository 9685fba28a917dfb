using System.Globalization;

namespace AutoGrad.Tests;

/// <summary>Norms, medians, quantiles, running and counting reductions against PyTorch's in float64.</summary>
public class SummaryGoldenTests
{
    private static readonly GoldenTable Table = new("summaries.json", new()
    {
        ["Norm"] = static (c, x) => x[0].Norm(P(c), c.Axes(), c.Flag("keepDim")),
        ["AMax"] = static (c, x) => x[0].AMax(c.Axes(), c.Flag("keepDim")),
        ["AMin"] = static (c, x) => x[0].AMin(c.Axes(), c.Flag("keepDim")),
        ["AMinMax"] = static (c, x) => Part(c, x[0].AMinMax(c.OptionalInt("axis"), c.Flag("keepDim"))),
        ["Median"] = static (c, x) => c.Has("axis") ? Part(c, x[0].Median(c.Int("axis"), c.Flag("keepDim"))) : x[0].Median(),
        ["NanMedian"] = static (c, x) => c.Has("axis") ? Part(c, x[0].NanMedian(c.Int("axis"), c.Flag("keepDim"))) : x[0].NanMedian(),
        ["Mode"] = static (c, x) => Part(c, x[0].Mode(c.Int("axis"), c.Flag("keepDim"))),
        ["Cummax"] = static (c, x) => Part(c, x[0].Cummax(c.Int("axis"))),
        ["Cummin"] = static (c, x) => Part(c, x[0].Cummin(c.Int("axis"))),
        ["Quantile"] = static (c, x) => x[0].Quantile(c.Double("q"), c.OptionalInt("axis"), c.Flag("keepDim"), Interpolation(c)),
        ["Quantiles"] = static (c, x) => x[0].Quantile(Doubles(c, "q"), c.OptionalInt("axis"), c.Flag("keepDim"), Interpolation(c)),
        ["NanQuantile"] = static (c, x) => x[0].NanQuantile(c.Double("q"), c.OptionalInt("axis"), c.Flag("keepDim"), Interpolation(c)),
        ["Cumprod"] = static (c, x) => x[0].Cumprod(c.Int("axis")),
        ["LogCumSumExp"] = static (c, x) => x[0].LogCumSumExp(c.Int("axis")),
        ["NanSum"] = static (c, x) => x[0].NanSum(c.Axes(), c.Flag("keepDim")),
        ["NanMean"] = static (c, x) => x[0].NanMean(c.Axes(), c.Flag("keepDim")),
        ["Any"] = static (c, x) => x[0].Any(c.Axes(), c.Flag("keepDim")),
        ["All"] = static (c, x) => x[0].All(c.Axes(), c.Flag("keepDim")),
        ["CountNonzero"] = static (c, x) => x[0].CountNonzero(c.Axes(), c.Flag("keepDim")),
        ["VarMean"] = static (c, x) => Part(c, x[0].VarMean(c.Axes(), c.Flag("keepDim"), c.Flag("unbiased"))),
        ["StdMean"] = static (c, x) => Part(c, x[0].StdMean(c.Axes(), c.Flag("keepDim"), c.Flag("unbiased"))),
        ["Histc"] = static (c, x) => x[0].Histc(c.Int("bins"), c.Double("min"), c.Double("max")),
        ["Histogram"] = static (c, x) => Part(c, c.Has("edges")
            ? x[0].Histogram(c.Tensor("edges"), c.OptionalTensor("weights"), c.Flag("density"))
            : x[0].Histogram(
                c.Int("bins"),
                c.Has("range") ? (Doubles(c, "range")[0], Doubles(c, "range")[1]) : null,
                c.OptionalTensor("weights"),
                c.Flag("density"))),
        ["Bincount"] = static (c, x) => x[0].Bincount(c.OptionalTensor("weights"), c.Int("minLength")),
        ["Diff"] = static (c, x) => x[0].Diff(c.Int("order"), c.Int("axis"), c.OptionalTensor("prepend"), c.OptionalTensor("append")),
        ["Trapezoid"] = static (c, x) => x.Length == 2 ? x[0].Trapezoid(x[1], c.Int("axis")) : x[0].Trapezoid(c.Double("dx"), c.Int("axis")),
        ["CumulativeTrapezoid"] = static (c, x) => x.Length == 2
            ? x[0].CumulativeTrapezoid(x[1], c.Int("axis"))
            : x[0].CumulativeTrapezoid(c.Double("dx"), c.Int("axis")),
        ["Cov"] = static (c, x) => x[0].Cov(c.Int("correction"), c.OptionalTensor("frequencies"), c.OptionalTensor("weights")),
        ["CorrCoef"] = static (_, x) => x[0].CorrCoef(),
        ["Dist"] = static (c, x) => x[0].Dist(x[1], P(c)),
        ["Cdist"] = static (c, x) => x[0].Cdist(x[1], P(c)),
    }, tolerance: 1e-12);

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    private static Tensor Part(GoldenCase c, (Tensor, Tensor) parts) => c.Int("part") == 0 ? parts.Item1 : parts.Item2;

    private static double P(GoldenCase c) => c.Text("p") switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var p => double.Parse(p, CultureInfo.InvariantCulture),
    };

    private static double[] Doubles(GoldenCase c, string name) => [.. c.Args.GetProperty(name).EnumerateArray().Select(static e => e.GetDouble())];

    private static QuantileInterpolation Interpolation(GoldenCase c) => c.Enum<QuantileInterpolation>("interpolation");
}
