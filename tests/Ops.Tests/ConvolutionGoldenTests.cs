using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>Convolutions and their transposes against PyTorch's in float64.</summary>
public class ConvolutionGoldenTests
{
    private static readonly GoldenTable Table = new("convolution.json", new()
    {
        ["Conv1d"] = static (c, x) => x[0].Conv1d(x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "dilation"), c.OptionalInt("groups") ?? 1),
        ["Conv2d"] = static (c, x) => x[0].Conv2d(x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "dilation"), c.OptionalInt("groups") ?? 1),
        ["Conv3d"] = static (c, x) => x[0].Conv3d(x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "dilation"), c.OptionalInt("groups") ?? 1),
        ["ConvTranspose1d"] = static (c, x) => x[0].ConvTranspose1d(
            x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "outputPadding"), c.OptionalInt("groups") ?? 1, Each(c, "dilation")),
        ["ConvTranspose2d"] = static (c, x) => x[0].ConvTranspose2d(
            x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "outputPadding"), c.OptionalInt("groups") ?? 1, Each(c, "dilation")),
        ["ConvTranspose3d"] = static (c, x) => x[0].ConvTranspose3d(
            x[1], x.ElementAtOrDefault(2), Each(c, "stride"), Around(c), Each(c, "outputPadding"), c.OptionalInt("groups") ?? 1, Each(c, "dilation")),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    internal static PerAxis Each(GoldenCase c, string name) =>
        !c.Has(name) ? default : c.Args.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? GoldenCase.Ints(list) : c.Int(name);

    private static Margin Around(GoldenCase c) =>
        c.Has("padding") && c.Args.GetProperty("padding").ValueKind == JsonValueKind.String ? c.Text("padding") : Each(c, "padding");
}
