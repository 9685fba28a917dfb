namespace AutoGrad.Tests;

/// <summary>Small operations that tutorials use beside the large ones against PyTorch's in float64.</summary>
public class CompanionGoldenTests
{
    private static readonly GoldenTable Table = new("companions.json", new()
    {
        ["IsClose"] = static (c, x) => x[0].IsClose(x[1], c.Double("relativeTolerance"), c.Double("absoluteTolerance"), c.Flag("equalNaN")),
        ["Fmax"] = static (_, x) => x[0].Fmax(x[1]),
        ["Fmin"] = static (_, x) => x[0].Fmin(x[1]),
        ["Linear"] = static (_, x) => x[0].Linear(x[1], x.Length > 2 ? x[2] : null),
        ["Softmin"] = static (c, x) => x[0].Softmin(c.Int("axis")),
        ["ChannelShuffle"] = static (c, x) => x[0].ChannelShuffle(c.Int("groups")),
        ["Renorm"] = static (c, x) => x[0].Renorm(
            c.Args.GetProperty("p").ValueKind == System.Text.Json.JsonValueKind.String ? double.PositiveInfinity : c.Double("p"), c.Int("axis"),
            c.Double("maxNorm")),
        ["PadSequence"] = static (c, x) => Tensor.PadSequence(x, c.Flag("batchFirst"), c.Double("value")),
        ["OneHot"] = static (_, x) => x[0].OneHot(DType.Int64),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();
}
