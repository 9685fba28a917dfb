namespace AutoGrad.Tests;

/// <summary>
/// Functions composed of operations have no rule of their own; their derivatives are checked here in every order, in several layouts.
/// </summary>
public class CompositionTests
{
    private static readonly Tensor index = Tensor.Of([[0L, 2L, 0L], [1L, -1L, 1L]]);

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] functions =
    [
        ("mean", static x => x.Mean()),
        ("mean of an axis", static x => x.Mean(1)),
        ("mean of axes kept", static x => x.Mean([0, 1], keepDim: true)),
        ("variance", static x => x.Var(0)),
        ("biased variance", static x => x.Var(unbiased: false)),
        ("product", static x => x.Prod()),
        ("product of an axis", static x => x.Prod(-1, keepDim: true)),
        ("maximum", static x => x.Max()),
        ("maximum of an axis", static x => x.Max(1)),
        ("minimum of an axis", static x => x.Min(0, keepDim: true)),
        ("stack", static x => Tensor.Stack([x, x * x], 1)),
        ("cat", static x => Tensor.Cat([x, x * 2, x * x], 1)),
        ("split", static x => x.Split(1, 1)[1] * x.Split(1, 1)[0]),
        ("pad", static x => x.Pad(1, 1, 2, 0.5)),
        ("flip", static x => x.Flip(1) * x),
        ("roll", static x => x.Roll(1, 1) * x),
        ("repeat", static x => x.Repeat(2, 2) * 3),
        ("gather", static x => x.Gather(1, index)),
        ("scatter-add", static x => (x * x).ScatterAdd(1, index, x)),
        ("pick by tensors", static x => x[Tensor.Of([1L, 0L]), Tensor.Of([2L, -1L])]),
        ("pick by mask", static x => x[Tensor.Of([[true, false, true], [false, true, true]])]),
        ("new axis and range", static x => x[.., Tensor.NewAxis, 1..]),
        ("matrix product", static x => x.MatMul(x.T)),
        ("matrix and vector", static x => x.MatMul(x[0])),
        ("vector and matrix", static x => x[.., 0].MatMul(x)),
        ("inner product", static x => x[0].MatMul(x[1])),
        ("division by a sum", static x => x / (x * x).Sum(1, keepDim: true)),
        ("norm", static x => x.Norm()),
        ("norm of rows", static x => x.Norm(3, 1, keepDim: true) + x.Norm(1.5, 1, keepDim: true)),
        ("greatest of magnitude", static x => x.Norm(double.PositiveInfinity, 0)),
        ("median", static x => x.Median() * x),
        ("median of an axis", static x => x.Median(1).Values * x.NanMedian(-1).Values),
        ("quantile", static x => x.Quantile([0.3, 0.8], 0) * x.Quantile(0.4)),
        ("running product", static x => x.Cumprod(1)),
        ("running extremes", static x => x.Cummax(1).Values * x.Cummin(0).Values),
        ("running log-sum-exp", static x => x.LogCumSumExp(1)),
        ("covariance", static x => x.Cov()),
        ("distances", static x => x.Cdist(2 * x + 1) + x.Dist(x * x)),
        ("trapezoids", static x => (x * x).Trapezoid(x.Cumsum(1))),
        ("diagonals", static x => x.Diagonal(1).DiagEmbed(-1).Diag(-1) * x.Diag()),
        ("windows", static x => x.Unfold(1, 2) * x.Unfold(1, 2)),
        ("grid", static x => Tensor.Meshgrid([x[0], x[1]], GridIndexing.XY)[0] * Tensor.CartesianProd(x[0], x[1]).Sum()),
        ("Vandermonde matrix", static x => x.Flatten().Vander(4)),
        ("blocks", static x => Tensor.BlockDiag(x, x * x).Rot90()),
        ("a number in front", static x => 1 / (2 + x * x) - 3 * x),
        ("mish", static x => x.Mish()),
        ("affine map", static x => x.Linear(x * x, x[.., 0])),
        ("softmin", static x => x.Softmin(0)),
        ("greater and lesser", static x => x.Fmax(0.3) * x.Fmin(x * x)),
        ("shortened rows", static x => x.Renorm(3, 0, 0.5)),
        ("padded sequences", static x => Tensor.PadSequence([x, x[..1]])),
        ("gated linear unit", static x => x.T.Glu(1)),
        ("rectifier with learned slopes", static x => x.PRelu(x[0] * x[1])),
        ("hard swish", static x => x.Hardswish()),
        ("shrinkage", static x => x.Softshrink(0.3) * x.Hardshrink(0.2)),
        ("interpolation", static x => x.Lerp(x * x, x.Sigmoid())),
        ("product and quotient added", static x => x.Addcmul(x, x * x, 0.5).Addcdiv(x, 4 + x, -2)),
        ("remainder", static x => (x * x + 40) % 37 * x),
    ];

    public static TheoryData<string, PointLayout> Cases
    {
        get
        {
            var cases = new TheoryData<string, PointLayout>();
            foreach (var (name, _) in functions)
                foreach (var layout in new[] { PointLayout.Contiguous, PointLayout.Transposed, PointLayout.Sliced })
                    cases.Add(name, layout);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_of_every_order_agree_with_differences(string name, PointLayout layout)
    {
        var values = PointDraw.Values([(Domain.Reals, 6)], Generator.Seeded(5))[0];
        var x = PointDraw.Arrange(Tensor.Of(values, [2, 3]), layout);
        Assert.Empty(GradCheck.Check(functions.Single(function => function.Name == name).Function, x, GradCheckOptions.Thorough, name).Warnings);
    }
}
