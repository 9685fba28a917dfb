namespace AutoGrad.Tests;

/// <summary>What golden numbers do not tell of linear algebra: errors, singular and degenerate matrices, sizes, dtypes, and transforms.</summary>
public class LinearAlgebraTests
{
    private static readonly Tensor x = Tensor.Of([[0.5, -1.2, 0.3], [0.8, 0.1, -0.7]]);

    private static Tensor Square(Tensor x) => x.T.MatMul(x) + Tensor.Of([[2.0, 0.5, 0], [-0.5, 1.5, 0.25], [0, 1, 1.2]]);

    private static Tensor Positive(Tensor x) => x.T.MatMul(x) + Tensor.Of([[1.0, 0, 0], [0, 1.5, 0], [0, 0, 2.2]]);

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] functions =
    [
        ("einsum", static x => Tensor.Einsum("ij,kj,kl->il", x, x * 2, x)),
        ("diagonals", static x => Tensor.Einsum("ii,jj->ij", Square(x), Square(x))),
        ("tensor dot", static x => x.TensorDot(x, [0], [0])),
        ("outer", static x => x[0].Outer(x[1])),
        ("cross", static x => x.Cross(x.Square())),
        ("kron", static x => x.Kron(x.T)),
        ("addmm", static x => x[.., ..2].Addmm(x, x.T, 0.5, 2)),
        ("multi dot", static x => Tensor.MultiDot(x[0], x.T, x, x[1])),
        ("power", static x => Square(x).MatrixPower(3)),
        ("negative power", static x => Square(x).MatrixPower(-2)),
        ("inverse", static x => Square(x).Inverse()),
        ("solve", static x => Square(x).Solve(x.T)),
        ("solve from the right", static x => Square(x).Solve(x, left: false)),
        ("determinant", static x => Square(x).Det()),
        ("log-determinant", static x => Positive(x).LogDet()),
        ("Cholesky", static x => Positive(x).Cholesky()),
        ("Cholesky, solved", static x => x.T.CholeskySolve(Positive(x).Cholesky(upper: true), upper: true)),
        ("LU", static x => Square(x).LuFactor() is var (lu, order) ? x.T.LuSolve(lu, order) : null!),
        ("P L U", static x => x.Lu() is var (p, l, u) ? p.MatMul(l).MatMul(u) + u : null!),
        ("QR", static x => x.Qr() is var (q, r) ? q.MatMul(r.Square()) : null!),
        ("SVD", static x => x.Svd(fullMatrices: false) is var (u, s, vh) ? (u * s.Exp().Unsqueeze(-2)).MatMul(vh) : null!),
        ("eigenvectors", static x => Positive(x).Eigh() is var (w, v) ? (v * w.Log().Unsqueeze(-2)).MatMul(v.T) : null!),
        ("pseudo-inverse", static x => x.Pinv()),
        ("least squares", static x => x.T.LstSq(x[.., 0].Square().MatMul(x)).Solution),
        ("exponential", static x => Square(x).MatrixExp()),
        ("nuclear norm", static x => x.MatrixNorm(MatrixNormKind.Nuclear)),
        ("norm of order 3", static x => x.Norm(3, 1)),
        ("condition", static x => Square(x).Cond(1)),
    ];

    public static TheoryData<string> Names => [.. functions.Select(static f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void DerivativesAgreeWithDifferences(string name)
    {
        var function = functions.Single(f => f.Name == name).Function;
        GradCheck.Check(function, x, GradCheckOptions.Thorough);
    }

    /// <summary>One sample after another and all at once, values and gradients taken outside.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void FunctionsMapOverABatch(string name)
    {
        var function = functions.Single(f => f.Name == name).Function;
        var batch = Tensor.Stack([x, x * 0.9 + 0.05, x.Flip([1])]).WithGrad();
        var each = Tensor.Stack([.. Enumerable.Range(0, 3).Select(i => function(batch[i]))]);
        var mapped = Autodiff.VMap(function)(batch);
        Near.Assert(each, mapped, 1e-12);
        Near.Assert(Autodiff.Grad([each.Square().Sum()], [batch])[0], Autodiff.Grad([mapped.Square().Sum()], [batch])[0], 1e-11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    public void FactorsMultiplyToTheMatrix(int n)
    {
        foreach (var (dtype, tolerance) in new[] { (DType.Float64, 1e-11), (DType.Float32, 2e-3) })
        {
            var a = Tensor.Randn([3, n, n], Generator.Seeded(7), DType.Float64).To(dtype);
            Tensor one = Tensor.Eye(n, dtype: dtype), all = one.Expand([3, n, n]);
            var (q, r) = a.Qr();
            Near.Assert(a, q.MatMul(r), tolerance);
            Near.Assert(all, q.T.MatMul(q), tolerance);
            var (u, s, vh) = a.Svd();
            Near.Assert(a, (u * s.Unsqueeze(-2)).MatMul(vh), tolerance);
            Near.Assert(all, u.T.MatMul(u), tolerance);
            Near.Assert(all, vh.MatMul(vh.T), tolerance);
            var symmetric = a + a.T;
            var (w, v) = symmetric.Eigh();
            Near.Assert(symmetric, (v * w.Unsqueeze(-2)).MatMul(v.T), tolerance);
            Near.Assert(all, v.T.MatMul(v), tolerance);
            var positive = a.MatMul(a.T) + one;
            var l = positive.Cholesky();
            Near.Assert(positive, l.MatMul(l.T), tolerance * n);
            var (p, lower, upper) = a.Lu();
            Near.Assert(a, p.MatMul(lower).MatMul(upper), tolerance);
            Near.Assert(all, positive.Inverse().MatMul(positive), tolerance * n);
            Near.Assert(a, positive.MatMul(positive.Solve(a)), tolerance * n);
            Near.Assert(all, (a / n).MatrixExp().MatMul((-a / n).MatrixExp()), tolerance);
        }
    }

    /// <summary>Covariances of fewer samples than features, and of features that are always zero, as pixels at the edge of images are.</summary>
    [Theory]
    [InlineData(DType.Float64, 1e-12)]
    [InlineData(DType.Float32, 1e-4)]
    public void EigenvectorsOfMatricesThatLackMostOfTheirRankAreFound(DType dtype, double tolerance)
    {
        var draws = Generator.Seeded(1);
        var few = Tensor.Randn([50, 20], draws, DType.Float64).MatMul(Tensor.Randn([20, 120], draws, DType.Float64));
        var fading = few * Tensor.Linspace(0, -30, 120, DType.Float64).Exp();
        var dark = Tensor.Cat([Tensor.Zeros([50, 30], DType.Float64), fading, Tensor.Zeros([50, 30], DType.Float64)], 1);
        foreach (var x in new[] { few, fading, dark })
        {
            var a = x.T.MatMul(x).To(dtype) / 50;
            var (w, v) = a.Eigh();
            var size = a.Abs().AMax();
            Assert.True((((v * w).MatMul(v.T) - a) / size).AllClose(Tensor.ZerosLike(a), 0, tolerance));
            Assert.True(v.T.MatMul(v).AllClose(Tensor.Eye(a.Shape[0], dtype: dtype), 0, tolerance));
        }
    }

    [Fact]
    public void FullMatricesAreOrthogonal()
    {
        foreach (var a in new[] { Tensor.Randn([2, 5, 3], Generator.Seeded(1), DType.Float64), Tensor.Zeros([4, 2], DType.Float64), Tensor.Ones([2, 4], DType.Float64) })
        {
            var (u, s, vh) = a.Svd();
            int m = a.Shape[^2], n = a.Shape[^1], k = Math.Min(m, n);
            Assert.Equal((m, n), (u.Shape[^1], vh.Shape[^2]));
            Near.Assert(Tensor.Eye(m, dtype: a.DType).Expand(u.Shape), u.MatMul(u.T), 1e-13);
            Near.Assert(Tensor.Eye(n, dtype: a.DType).Expand(vh.Shape), vh.MatMul(vh.T), 1e-13);
            Near.Assert(a, (u.Slice(-1, ..k) * s.Unsqueeze(-2)).MatMul(vh.Slice(-2, ..k)), 1e-13);
        }
    }

    /// <summary>Singular values far below the largest keep most of their digits; squares that are no numbers do no harm.</summary>
    [Fact]
    public void SmallAndLargeSingularValuesAreAccurate()
    {
        var sizes = Tensor.Of([3.0, 1e200, 1e-60]);
        Near.Assert(Tensor.Ones([3], DType.Float64), (sizes * Tensor.Eye(3, dtype: DType.Float64)).SvdVals() / Tensor.Of([1e200, 3.0, 1e-60]), 1e-14);
        Near.Assert(Tensor.Ones([2], DType.Float64), Tensor.Of([[1.0, 1e-9], [1e-9, 1e-17]]).SvdVals() / Tensor.Of([1, 9e-18]), 1e-7);
        Near.Assert(Tensor.Of([2e-310]), Tensor.Of([[2e-310]]).SvdVals(), 0);
    }

    [Fact]
    public void TheGradientOfADeterminantIsTheCofactorsOfSingularMatricesToo()
    {
        Near.Assert(Tensor.Of([[4.0, -2], [-2, 1]]), Gradient(Tensor.Of([[1.0, 2], [2, 4]])));
        Near.Assert(Tensor.Of([[1.0, 0, 0], [3, 0, 0], [-2, 0, 0]]), Gradient(Tensor.Of([[0.0, 1, 2], [0, 3, 4], [0, 5, 7]])));
        Near.Assert(Tensor.Zeros([3, 3], DType.Float64), Gradient(Tensor.Ones([3, 3], DType.Float64)));

        static Tensor Gradient(Tensor a) => Autodiff.Grad(static a => a.Det(), a);
    }

    [Fact]
    public void EigenvaluesAloneHaveDerivativesWhereTheyAreEqual()
    {
        var one = Tensor.Eye(3, dtype: DType.Float64);
        Near.Assert(one, Autodiff.Grad(static a => a.Eigh().Values.Sum(), one));
        Near.Assert(one, Autodiff.Grad(static a => a.SvdVals().Sum(), one));
        Near.Assert(2 * one, Autodiff.Grad(static a => a.SvdVals().Square().Sum(), one));
        Near.Assert(Tensor.Zeros([2, 3], DType.Float64), Autodiff.Grad(static a => a.SvdVals().Square().Sum(), Tensor.Zeros([2, 3], DType.Float64)));
        Assert.True(Autodiff.Grad(static a => a.Eigh().Vectors.Sum(), one).IsNaN().Any().Item<bool>());
        Assert.False(Autodiff.Jvp(static a => a.Eigh().Vectors, one, Tensor.Of([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])).Product.IsFinite().All().Item<bool>());
    }

    [Fact]
    public void NormsOfZeroHaveTheGradientZero()
    {
        foreach (double order in new[] { 1, 2, 3, 0.5, double.PositiveInfinity })
            Near.Assert(Tensor.Zeros([3], DType.Float64), Autodiff.Grad(x => x.Norm(order), Tensor.Zeros([3], DType.Float64)));
        Near.Assert(Tensor.Of(5f), Tensor.Of([3, -4]).Norm());
    }

    [Fact]
    public void EinsumTakesWholeNumbersAndBroadcasts()
    {
        var a = Tensor.Of([[1L, 2L], [3L, 4L]]);
        Assert.Equal([7L, 10L, 15L, 22L], Tensor.Einsum("ij,jk", a, a).ToArray<long>());
        Assert.Equal(5L, Tensor.Einsum("ii", a).Item<long>());
        Assert.Equal([2, 5, 3], Tensor.Einsum("...i,...j->...ij", Tensor.Zeros([2, 5]), Tensor.Zeros([1, 3])).Shape);
        Assert.Equal([0, 3], Tensor.Einsum("ij,jk", Tensor.Zeros([0, 2]), Tensor.Zeros([2, 3])).Shape);
        Assert.Equal(0, Tensor.Einsum("ij,ij", Tensor.Zeros([0, 2]), Tensor.Zeros([0, 2])).Item());
    }

    [Fact]
    public void ErrorsNameWhatTheCallerWrote()
    {
        var images = Tensor.Zeros([2, 3]);
        var weights = Tensor.Zeros([4, 5]);
        var square = Tensor.Zeros([2, 3, 3], DType.Float64);
        Throws<ShapeException>(() => Tensor.Einsum("ij,jk", images, weights),
            "Einsum: in \"ij,jk\" 'j' is 3 in images, [2, 3], and 4 in weights, [4, 5]; the sizes must be equal, or 1.");
        Throws<ShapeException>(() => Tensor.Einsum("ijk->i", images), "Einsum: \"ijk->i\" gives images the axes \"ijk\", 3, and it is [2, 3].");
        Throws<ArgumentException>(() => Tensor.Einsum("ij->k", images), "Einsum: \"ij->k\" has 'k' in the result, which no tensor has.*");
        Throws<ArgumentException>(() => Tensor.Einsum("ij->ii", images), "Einsum: \"ij->ii\" has 'i' twice in the result.*");
        Throws<ArgumentException>(() => Tensor.Einsum("i1", images), "Einsum: \"i1\" has '1' in \"i1\", where letters and one \"...\" may stand.*");
        Throws<ArgumentException>(() => Tensor.Einsum("ij,jk", images), "Einsum: \"ij,jk\" is for 2 tensors and 1 were given.*");
        Throws<ShapeException>(() => Tensor.Einsum("ii", images), "*'i' is 2 in images, [2, 3], and 3 in images, [2, 3]*");
        Throws<ShapeException>(() => images.Inverse(),
            "Inverse: images is [2, 3]; its matrices must be square, and have 2 rows and 3 columns. Pinv and LstSq take any.");
        Throws<ShapeException>(() => images[0].Svd(), "Svd: images[0] is [3] and holds no matrices; two axes or more are needed.*");
        Throws<DTypeException>(() => Tensor.Of([[1L]]).Det(), "Det: *is Int64 and must be floating-point. Convert with .To(DType.Float32).");
        Throws<ShapeException>(() => square.Solve(images), "Solve: square is [2, 3, 3] and images is [2, 3]; the right side must have 3 rows.");
        Throws<ShapeException>(() => images.Cross(weights), "Cross: images is [2, 3] and weights is [4, 5]; axis -1 must have size 3 in both.");
        Throws<ShapeException>(() => images.Bmm(weights), "Bmm: images is [2, 3] and weights is [4, 5]; they must have 3 and 3 axes.*");
        Throws<ShapeException>(() => images.TensorDot(weights, 1), "TensorDot: images is [2, 3] and weights is [4, 5]; axes [1] of one and [0] of the other*");

        square[0] = Tensor.Eye(3, dtype: DType.Float64);
        square[1] = Tensor.Of([[1.0, 0, 0], [0, 1, 2], [0, 2, 1]]);
        Throws<LinearAlgebraException>(() => square.Cholesky(),
            "Cholesky: matrix [1] of the batch is not positive definite: its leading minor of order 3 is not positive.*");
        square[1] = Tensor.Of([[1.0, 0, 0], [0, 1, 1], [0, 1, 1]]);
        Throws<LinearAlgebraException>(() => square.Inverse(), "Inverse: matrix [1] of the batch is singular: nothing is left of column 2 *");
        Throws<LinearAlgebraException>(() => square[1].Solve(Tensor.Ones([3], DType.Float64)), "Solve: the matrix is singular*");
        Throws<LinearAlgebraException>(() => Tensor.Full([2, 2], double.NaN).Svd(), "Svd: the matrix has elements that are not finite*");
        Throws<LinearAlgebraException>(() => Tensor.Full([2, 2], double.NaN).Eigh(), "Eigh: the matrix has an eigenvalue*");
        Throws<AutogradException>(() => Autodiff.Grad(static a => a.Qr(QrMode.Complete).Q.Sum(), Tensor.Ones([3, 2])), "Qr: the complete decomposition*");
    }

    [Fact]
    public void EmptyMatricesAreMatrices()
    {
        var none = Tensor.Zeros([2, 0, 0], DType.Float64);
        Assert.Equal([1.0, 1.0], none.Det().ToArray<double>());
        Assert.Equal([2, 0, 0], none.Inverse().Shape);
        Assert.Equal([2, 0], none.EigValsH().Shape);
        var (u, s, vh) = Tensor.Zeros([0, 3]).Svd();
        Assert.Equal(([0, 0], [0], [3, 3]), (u.Shape, s.Shape, vh.Shape));
        Assert.Equal([0, 4, 4], Tensor.Zeros([0, 4, 4]).MatrixExp().Shape);
        Assert.Equal(0, Tensor.Zeros([3, 0]).MatrixRank().Item<long>());
    }

    private static void Throws<TException>(Action action, string pattern) where TException : Exception
    {
        string message = Assert.Throws<TException>(action).Message;
        var expected = "^" + System.Text.RegularExpressions.Regex.Escape(pattern).Replace(@"\*", ".*") + "$";
        Assert.Matches(new System.Text.RegularExpressions.Regex(expected, System.Text.RegularExpressions.RegexOptions.Singleline), message);
    }
}
