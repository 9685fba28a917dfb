using System.Globalization;

namespace AutoGrad.Tests;

/// <summary>Values and derivatives of linear algebra against PyTorch's in float64.</summary>
public class LinearAlgebraGoldenTests
{
    private static readonly GoldenTable Table = new("linalg.json", new()
    {
        ["Einsum"] = static (c, x) => Tensor.Einsum(c.Text("equation"), x),
        ["TensorDot"] = static (c, x) => x[0].TensorDot(x[1], c.Int("count")),
        ["TensorDotAxes"] = static (c, x) => x[0].TensorDot(x[1], c.Axes("a"), c.Axes("b")),
        ["Outer"] = static (_, x) => x[0].Outer(x[1]),
        ["Inner"] = static (_, x) => x[0].Inner(x[1]),
        ["Dot"] = static (_, x) => x[0].Dot(x[1]),
        ["VDot"] = static (_, x) => x[0].VDot(x[1]),
        ["Mv"] = static (_, x) => x[0].Mv(x[1]),
        ["Mm"] = static (_, x) => x[0].Mm(x[1]),
        ["Bmm"] = static (_, x) => x[0].Bmm(x[1]),
        ["Addmm"] = static (c, x) => x[0].Addmm(x[1], x[2], c.Double("beta"), c.Double("alpha")),
        ["Addmv"] = static (c, x) => x[0].Addmv(x[1], x[2], c.Double("beta"), c.Double("alpha")),
        ["Addr"] = static (c, x) => x[0].Addr(x[1], x[2], c.Double("beta"), c.Double("alpha")),
        ["Baddbmm"] = static (c, x) => x[0].Baddbmm(x[1], x[2], c.Double("beta"), c.Double("alpha")),
        ["Kron"] = static (_, x) => x[0].Kron(x[1]),
        ["Cross"] = static (c, x) => x[0].Cross(x[1], c.Int("axis")),
        ["MultiDot"] = static (_, x) => Tensor.MultiDot(x),
        ["MatrixPower"] = static (c, x) => x[0].MatrixPower(c.Int("exponent")),
        ["Inverse"] = static (_, x) => x[0].Inverse(),
        ["Det"] = static (_, x) => x[0].Det(),
        ["DetSign"] = static (_, x) => x[0].SlogDet().Sign,
        ["LogAbsDet"] = static (_, x) => x[0].SlogDet().LogAbsDet,
        ["LogDet"] = static (_, x) => Positive(x[0]).LogDet(),
        ["LogDet0"] = static (_, x) => x[0].LogDet(),
        ["Solve"] = static (c, x) => x[0].Solve(x[1], c.Flag("left")),
        ["CholeskySolve"] = static (_, x) => x[1].CholeskySolve(Positive(x[0]).Cholesky()),
        ["TriangularSolve"] = static (c, x) => x[0].TriangularSolve(x[1], c.Flag("upper"), c.Flag("transpose"), c.Flag("unit"), c.Flag("left")),
        ["LstSq"] = static (_, x) => x[0].LstSq(x[1]).Solution,
        ["Residuals"] = static (_, x) => x[0].LstSq(x[1]).Residuals,
        ["Cholesky"] = static (c, x) => Positive(x[0]).Cholesky(c.Flag("upper")),
        ["CholeskyInverse"] = static (_, x) => Positive(x[0]).Cholesky().CholeskyInverse(),
        ["EigValsH"] = static (_, x) => x[0].EigValsH(),
        ["EighRoot"] = static (_, x) => Positive(x[0]).Eigh() is var (w, v) ? (v * w.Sqrt().Unsqueeze(-2)).MatMul(v.T) : null!,
        ["EighSquares"] = static (_, x) => x[0].Eigh().Vectors.Square(),
        ["MatrixExp"] = static (_, x) => x[0].MatrixExp(),
        ["Lu"] = static (_, x) => x[0].LuFactor().Lu,
        ["LuP"] = static (_, x) => x[0].Lu().P,
        ["LuL"] = static (_, x) => x[0].Lu().L,
        ["LuU"] = static (_, x) => x[0].Lu().U,
        ["QrQ"] = static (c, x) => x[0].Qr(c.Enum<QrMode>("mode")).Q,
        ["QrR"] = static (c, x) => x[0].Qr(c.Enum<QrMode>("mode")).R,
        ["SvdVals"] = static (_, x) => x[0].SvdVals(),
        ["SvdU"] = static (_, x) => x[0].Svd(fullMatrices: false).U.Square(),
        ["SvdV"] = static (_, x) => x[0].Svd(fullMatrices: false).Vh.Square(),
        ["SvdProduct"] = static (_, x) => x[0].Svd(fullMatrices: false) is var (u, s, vh) ? (u * s.Log().Unsqueeze(-2)).MatMul(vh) : null!,
        ["Pinv"] = static (c, x) => x[0].Pinv(c.OptionalDouble("relative"), c.OptionalDouble("absolute") ?? 0),
        ["MatrixRank"] = static (_, x) => x[0].MatrixRank(),
        ["VectorNorm"] = static (c, x) => x[0].Norm(Order(c), c.Axes(), c.Flag("keepDim")),
        ["MatrixNorm"] = static (c, x) => c.Text("order") is "fro" or "nuc"
            ? x[0].MatrixNorm(Kind(c), c.Int("rows"), c.Int("columns"), c.Flag("keepDim"))
            : x[0].MatrixNorm(Order(c), c.Int("rows"), c.Int("columns"), c.Flag("keepDim")),
        ["Cond"] = static (c, x) => c.Text("order") is "fro" or "nuc" ? x[0].Cond(Kind(c)) : x[0].Cond(Order(c)),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    private static Tensor Positive(Tensor x) => x.MatMul(x.T) + Tensor.Eye(x.Shape[^1], dtype: x.DType);

    private static MatrixNormKind Kind(GoldenCase c) => c.Text("order") == "fro" ? MatrixNormKind.Frobenius : MatrixNormKind.Nuclear;

    private static double Order(GoldenCase c) => c.Text("order") switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
