using System.Globalization;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Values and first and second derivatives of losses and distances against PyTorch's in float64.</summary>
public class LossGoldenTests
{
    private static readonly GoldenTable Table = new("losses.json", new()
    {
        ["SmoothL1"] = static (c, x) => Loss.SmoothL1(x[0], x[1], c.Double("beta"), Reduced(c)),
        ["Huber"] = static (c, x) => Loss.Huber(x[0], x[1], c.Double("delta"), Reduced(c)),
        ["HingeEmbedding"] = static (c, x) => Loss.HingeEmbedding(x[0], c.Tensor("target"), c.Double("margin"), Reduced(c)),
        ["MarginRanking"] = static (c, x) => Loss.MarginRanking(x[0], x[1], c.Tensor("target"), c.Double("margin"), Reduced(c)),
        ["SoftMargin"] = static (c, x) => Loss.SoftMargin(x[0], c.Tensor("target"), Reduced(c)),
        ["PoissonNll"] = static (c, x) => Loss.PoissonNll(x[0], x[1], c.Flag("logInput"), c.Flag("full"), c.Double("epsilon"), Reduced(c)),
        ["GaussianNll"] = static (c, x) => Loss.GaussianNll(x[0], x[1], x[2], c.Flag("full"), c.Double("epsilon"), Reduced(c)),
        ["KlDivergence"] = static (c, x) => Loss.KlDivergence(x[0], x[1], Reduced(c), c.Flag("logTarget")),
        ["KlDivergenceOf"] = static (c, x) => Loss.KlDivergence(x[0], c.Tensor("target"), Reduced(c)),
        ["MultiMargin"] = static (c, x) =>
            Loss.MultiMargin(x[0], c.Tensor("target"), c.Int("p"), c.Double("margin"), c.OptionalTensor("weight"), Reduced(c)),
        ["MultiLabelMargin"] = static (c, x) => Loss.MultiLabelMargin(x[0], c.Tensor("target"), Reduced(c)),
        ["MultiLabelSoftMargin"] = static (c, x) => Loss.MultiLabelSoftMargin(x[0], c.Tensor("target"), c.OptionalTensor("weight"), Reduced(c)),
        ["CosineEmbedding"] = static (c, x) => Loss.CosineEmbedding(x[0], x[1], c.Tensor("target"), c.Double("margin"), Reduced(c)),
        ["TripletMargin"] = static (c, x) =>
            Loss.TripletMargin(x[0], x[1], x[2], c.Double("margin"), c.Double("p"), swap: c.Flag("swap"), reduction: Reduced(c)),
        ["TripletMarginWithDistance"] = static (c, x) => Loss.TripletMargin(
            x[0], x[1], x[2], static (a, b) => (a - b).Square().Sum(-1), c.Double("margin"), c.Flag("swap"), Reduced(c)),
        ["Focal"] = static (c, x) =>
            Loss.Focal(x[0], c.Tensor("target"), c.Double("gamma"), c.OptionalTensor("weight"), reduction: Reduced(c)),
        ["BinaryFocal"] = static (c, x) => Loss.BinaryFocal(x[0], c.Tensor("target"), c.OptionalDouble("alpha"), c.Double("gamma"), Reduced(c)),
        ["Ctc"] = static (c, x) => Loss.Ctc(
            x[0].LogSoftmax(),
            c.Tensor("target"),
            c.Tensor("inputLengths"),
            c.Tensor("targetLengths"),
            c.Int("blank"),
            Reduced(c),
            c.Flag("zeroInfinity")),
        ["CosineSimilarity"] = static (c, x) => x[0].CosineSimilarity(x[1], c.Int("axis")),
        ["PairwiseDistance"] = static (c, x) => x[0].PairwiseDistance(x[1], Exponent(c), keepDim: c.Flag("keepDim")),
        ["Normalize"] = static (c, x) => x[0].Normalize(Exponent(c), c.Int("axis"), c.OptionalDouble("epsilon") ?? 1e-12),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    private static Reduction Reduced(GoldenCase c) => c.Enum<Reduction>("reduction");

    private static double Exponent(GoldenCase c) =>
        c.Text("p") == "inf" ? double.PositiveInfinity : double.Parse(c.Text("p"), CultureInfo.InvariantCulture);
}
