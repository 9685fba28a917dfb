namespace AutoGrad.Tests;

/// <summary>The functional transforms in all their forms, on functions whose derivatives are known.</summary>
public class TransformTests
{
    private static readonly Tensor x = Tensor.Of([0.5, -1.0, 2.0]), y = Tensor.Of([2.0, 3.0]), v = Tensor.Of([1.0, -2.0, 0.5]), w = Tensor.Of([0.25, 4.0]);

    private static readonly double[] xs = x.ToArray<double>(), ys = y.ToArray<double>(), vs = v.ToArray<double>(), ws = w.ToArray<double>();

    /// <summary>f(a, b) = Σ a² · Σ b³.</summary>
    private static Tensor F(Tensor a, Tensor b) => (a * a).Sum() * (b * b * b).Sum();

    private static double Squares => xs.Sum(static v => v * v);

    private static double Cubes => ys.Sum(static v => v * v * v);

    private static double[] ByA => [.. xs.Select(static v => 2 * v * Cubes)];

    private static double[] ByB => [.. ys.Select(static v => 3 * v * v * Squares)];

    /// <summary>H (v, w): 2v·Σb³ + 2a·Σ3b²w, and 6b·w·Σa² + 3b²·Σ2av.</summary>
    private static (double[] A, double[] B) Curvature
    {
        get
        {
            double alongB = ys.Zip(ws, static (b, w) => 3 * b * b * w).Sum(), alongA = xs.Zip(vs, static (a, v) => 2 * a * v).Sum();
            return ([.. xs.Zip(vs, (a, v) => 2 * v * Cubes + 2 * a * alongB)], [.. ys.Zip(ws, (b, w) => 6 * b * w * Squares + 3 * b * b * alongA)]);
        }
    }

    [Fact]
    public void Of_two_tensors()
    {
        var (value, (a, b)) = Autodiff.ValueAndGrad(F, x, y);
        AssertClose([Squares * Cubes], value);
        AssertClose(ByA, a);
        AssertClose(ByB, b);
        AssertClose(ByA, Autodiff.Grad(F, x, y).A);
        AssertClose(ByA, Autodiff.Grad(F, x, y, argnum: 0));
        AssertClose(ByB, Autodiff.Grad(F, x, y, 1));
        AssertClose(ByA, Autodiff.Grad(F)(x, y));
        AssertClose(ByB, Autodiff.Grad((a, b) => F(a, b), argnum: 1)(x, y));
        var products = Autodiff.Vjp(F, x, y, 2.0).Products;
        AssertClose(ByA.Select(static g => 2 * g), products.A);
        AssertClose(ByB.Select(static g => 2 * g), products.B);
        AssertClose([ByA.Zip(vs, static (g, v) => g * v).Sum() + ByB.Zip(ws, static (g, v) => g * v).Sum()], Autodiff.Jvp(F, x, y, v, w).Product);
        AssertClose(ByB, Autodiff.Jacobian(F, x, y).B);
        var (alongA, alongB) = Autodiff.Hvp(F, x, y, v, w);
        AssertClose(Curvature.A, alongA);
        AssertClose(Curvature.B, alongB);
        var blocks = Autodiff.Hessian(F, x, y);
        Assert.Equal([3, 2], blocks[0, 1].Shape);
        AssertClose(xs.SelectMany(static a => ys.Select(b => 6 * a * b * b)), blocks[0, 1]);
        AssertClose(ys.SelectMany(static b => xs.Select(a => 6 * a * b * b)), blocks[1, 0]);
    }

    [Fact]
    public void Of_an_array_of_tensors()
    {
        static Tensor G(Tensor[] p) => F(p[0], p[1]);
        var (value, gradients) = Autodiff.ValueAndGrad(G, [x, y]);
        AssertClose([Squares * Cubes], value);
        AssertClose(ByA, gradients[0]);
        AssertClose(ByB, gradients[1]);
        AssertClose(ByB, Autodiff.Grad(G, [x, y], argnums: [1])[0]);
        AssertClose(ByA, Autodiff.Grad(p => (p[0] * p[0]).Sum() * (p[1] * p[1] * p[1]).Sum(), [x, y], argnums: [1, 0])[1]);
        AssertClose(ByB, Autodiff.Vjp(G, [x, y], Tensor.Of(1.0)).Products[1]);
        AssertClose([ByA.Zip(vs, static (g, v) => g * v).Sum() + ByB.Zip(ws, static (g, v) => g * v).Sum()], Autodiff.Jvp(G, [x, y], [v, w]).Product);
        AssertClose(ByB, Autodiff.Jacobian(G, [x, y])[1]);
        AssertClose(ByB, Autodiff.Jacobian(G, [x, y], argnums: [1])[0]);
        AssertClose(Curvature.B, Autodiff.Hvp(G, [x, y], [v, w])[1]);
        AssertClose(Curvature.A, Autodiff.Vhp(G, [x, y], [v, w])[0]);
        AssertClose(xs.SelectMany(static a => ys.Select(b => 6 * a * b * b)), Autodiff.Hessian(G, [x, y])[0, 1]);
        Assert.Equal([2, 2], Autodiff.Hessian(G, [x, y], argnums: [1])[0, 0].Shape);
        Assert.Empty(Autodiff.Grad(static _ => Tensor.Of(1.0), []));
    }

    [Fact]
    public void Of_functions_with_several_results()
    {
        static Tensor[] G(Tensor[] p) => [p[0] * p[1].Sum(), p[1] * 2, Tensor.Of(7.0)];
        var (values, products) = Autodiff.Jvp(G, [x, y], [v, w]);
        AssertClose(xs.Select(static a => a * ys.Sum()), values[0]);
        AssertClose(xs.Zip(vs, static (a, v) => v * ys.Sum() + a * ws.Sum()), products[0]);
        AssertClose(ws.Select(static w => 2 * w), products[1]);
        AssertClose([0], products[2]);
        var pulled = Autodiff.Vjp(G, [x, y], [v, w, 1.0]).Products;
        AssertClose(vs.Select(static v => v * ys.Sum()), pulled[0]);
        AssertClose(ws.Select(static w => 2 * w + xs.Zip(vs, static (a, v) => a * v).Sum()), pulled[1]);
    }

    [Fact]
    public void Of_named_tensors()
    {
        var at = new OrderedDictionary<string, Tensor> { ["a"] = x, ["b"] = y };
        var along = new Dictionary<string, Tensor> { ["b"] = w, ["a"] = v };
        static Tensor G(IReadOnlyDictionary<string, Tensor> p) => F(p["a"], p["b"]);
        var (value, gradients) = Autodiff.ValueAndGrad(G, at);
        AssertClose([Squares * Cubes], value);
        Assert.Equal(["a", "b"], gradients.Keys);
        AssertClose(ByB, gradients["b"]);
        AssertClose(ByA, Autodiff.Grad(p => F(p["a"], p["b"]), at)["a"]);
        AssertClose(ByA, Autodiff.Vjp(G, at, 1.0).Products["a"]);
        AssertClose([ByA.Zip(vs, static (g, v) => g * v).Sum() + ByB.Zip(ws, static (g, v) => g * v).Sum()], Autodiff.Jvp(G, at, along).Product);
        AssertClose(Curvature.B, Autodiff.Hvp(G, at, along)["b"]);
        AssertClose(xs.SelectMany(static a => ys.Select(b => 6 * a * b * b)), Autodiff.Hessian(G, at)[("a", "b")]);

        var (vector, unravel) = Autodiff.Ravel(at);
        Assert.Equal([.. xs, .. ys], vector.ToArray<double>());
        Assert.Equal(ys, unravel(vector)["b"].ToArray<double>());
        var hessian = Autodiff.Hessian(p => G(unravel(p)), vector);
        Assert.Equal([5, 5], hessian.Shape);
        AssertClose(Curvature.A.Concat(Curvature.B), Autodiff.Hvp(p => G(unravel(p)), vector, Autodiff.Ravel([v, w]).Vector));
        AssertClose(xs.SelectMany(static a => ys.Select(b => 6 * a * b * b)), hessian[..3, 3..]);
    }

    [Fact]
    public void Raveling_keeps_dtypes_and_shapes()
    {
        var (vector, unravel) = Autodiff.Ravel([Tensor.Ones([2, 3]), Tensor.Zeros([], DType.Float64), Tensor.Zeros([0, 4])]);
        Assert.Equal((DType.Float64, 7), (vector.DType, vector.ElementCount));
        Assert.Equal([(DType.Float32, new Shape([2, 3])), (DType.Float64, []), (DType.Float32, [0, 4])], unravel(vector).Select(static t => (t.DType, t.Shape)));
        Assert.Equal(0, Autodiff.Ravel([]).Vector.ElementCount);
        Assert.Throws<ShapeException>(() => unravel(x));
        Assert.Contains("x[1] is Int64", Assert.Throws<DTypeException>(() => Autodiff.Ravel([x, Tensor.Arange(3)])).Message);
    }

    [Fact]
    public void What_else_a_function_computes_comes_along()
    {
        var (value, auxiliary, gradient) = Autodiff.ValueAndGrad(x => (x.Square().Sum(), x * 2), x);
        AssertClose([Squares], value);
        AssertClose(xs.Select(static v => 2 * v), auxiliary);
        AssertClose(xs.Select(static v => 2 * v), gradient);
        Assert.False(auxiliary.RequiresGrad);
        Assert.Equal("three", Autodiff.ValueAndGrad(p => (F(p[0], p[1]), "three"), [x, y]).Auxiliary);
        Assert.Equal(3, Autodiff.ValueAndGrad(p => (p["x"].Sum(), p.Count + 2), new Dictionary<string, Tensor> { ["x"] = x }).Auxiliary);

        // Inside another transform it is differentiable: d/dx Σ (2x · x²).
        AssertClose(xs.Select(static v => 6 * v * v), Autodiff.Grad(x => (Autodiff.ValueAndGrad(x => (x.Square().Sum(), x.Square()), x) is var (_, square, g) ? square * g : x).Sum(), x));
    }

    [Fact]
    public void Second_orders_come_with_the_first()
    {
        static Tensor G(Tensor x) => x.Square().Sum().Square(); // s², s = Σ x²; gradient 4s·x, Hessian 4s·I + 8xxᵀ.
        double s = Squares, along = xs.Zip(vs, static (x, v) => x * v).Sum();
        double[] gradient = [.. xs.Select(x => 4 * s * x)], product = [.. xs.Zip(vs, (x, v) => 4 * s * v + 8 * x * along)];
        var hessian = xs.SelectMany((a, i) => xs.Select((b, j) => (i == j ? 4 * s : 0) + 8 * a * b)).ToArray();
        var all = Autodiff.ValueGradAndHessian(G, x);
        AssertClose([s * s], all.Value);
        AssertClose(gradient, all.Gradient);
        AssertClose(hessian, all.Hessian);
        var one = Autodiff.ValueGradAndHvp(G, x, v);
        AssertClose([s * s], one.Value);
        AssertClose(gradient, one.Gradient);
        AssertClose(product, one.Product);
        AssertClose(product, Autodiff.Hvp(G, x, v));
        AssertClose(product, Autodiff.Vhp(G, x, v));
        AssertClose(product, Autodiff.Hvp(G)(x, v));
        AssertClose(product, Autodiff.Vhp(G)(x, v));
        AssertClose(hessian, Autodiff.Hessian(G)(x));
        AssertClose(hessian, Autodiff.Jacobian(Autodiff.Grad(G), x));
        AssertClose(product, Autodiff.Jvp(Autodiff.Grad(G))(x, v));
        AssertClose(product, Autodiff.Vjp(Autodiff.Grad(G))(x, v));
        AssertClose([20 * s], Autodiff.Laplacian(G, x)); // 4s·3 + 8s
        AssertClose([20 * s], Autodiff.Divergence(Autodiff.Grad(G))(x));
        AssertClose(xs.Select(static x => 40 * x), Autodiff.Grad(Autodiff.Laplacian(G))(x));
        Assert.All([all.Value, all.Gradient, all.Hessian, one.Product], static t => Assert.False(t.RequiresGrad));
    }

    [Fact]
    public void Every_row_of_a_batch_is_a_point_of_its_own()
    {
        var points = Tensor.Of([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]);
        double[][] rows = [[1, 2, 3], [-1, 0.5, 2]];

        // f = a²b + c³: ∇²f = 2b + 6c; the field (a², ab, c³) has the divergence 2a + a + 3c².
        static Tensor Columns(Tensor x, int keep, Func<Tensor, Tensor, Tensor, Tensor> f) =>
            f(x.Slice(-1, 0..1), x.Slice(-1, 1..2), x.Slice(-1, 2..3)) is var y && keep == 1 ? y : y.Squeeze(-1);
        foreach (int keep in (int[])[0, 1])
        {
            var laplacian = Autodiff.Laplacian(x => Columns(x, keep, static (a, b, c) => a * a * b + c * c * c), points);
            Assert.Equal(keep == 1 ? [2, 1] : new Shape([2]), laplacian.Shape);
            AssertClose(rows.Select(static r => 2 * r[1] + 6 * r[2]), laplacian);
        }
        var (value, single) = Autodiff.ValueAndLaplacian(x => Columns(x, 0, static (a, b, c) => a * a * b + c * c * c), points[0]);
        AssertClose([29], value);
        AssertClose([22], single);
        static Tensor Field(Tensor x) => Columns(x, 1, static (a, b, c) => Tensor.Cat([a * a, a * b, c * c * c], -1));
        AssertClose(rows.Select(static r => 3 * r[0] + 3 * r[2] * r[2]), Autodiff.Divergence(Field, points));
        Assert.Equal([], Autodiff.Divergence(Field, points[0]).Shape);
        AssertClose(rows.Select(static r => 2 * r[1] + 6 * r[2]), Autodiff.DirectionalDerivatives(
            x => Columns(x, 0, static (a, b, c) => a * a * b + c * c * c), points, Tensor.Of([0.0, 0.0, 1.0]).Expand([2, 3]), 2)[2]
            + Autodiff.DirectionalDerivative(x => Columns(x, 0, static (a, b, c) => a * a * b + c * c * c), points, Tensor.Of([1.0, 0.0, 0.0]).Expand([2, 3]), order: 2));
        Assert.Throws<ShapeException>(() => Autodiff.Laplacian(static x => x[0], points));
        Assert.Throws<ShapeException>(() => Autodiff.Divergence(static x => x.Sum(-1), points));
        Assert.Equal(0, Autodiff.Divergence(static x => x, Tensor.Zeros([0])).Item());
    }

    [Fact]
    public void Directional_derivatives_of_every_order_come_from_one_evaluation()
    {
        int calls = 0;
        var all = Autodiff.DirectionalDerivatives(x => { calls++; return x * x * x; }, x, v, order: 4);
        Assert.Equal((1, 5), (calls, all.Length));
        AssertClose(xs.Select(static x => x * x * x), all[0]);
        AssertClose(xs.Zip(vs, static (x, v) => 3 * x * x * v), all[1]);
        AssertClose(xs.Zip(vs, static (x, v) => 6 * x * v * v), all[2]);
        AssertClose(vs.Select(static v => 6 * v * v * v), all[3]);
        AssertClose([0, 0, 0], all[4]);
        AssertClose(xs.Zip(vs, static (x, v) => 3 * x * x * v), Autodiff.DirectionalDerivative(static x => x * x * x, x, v));
    }

    [Fact]
    public void A_pullback_and_a_pushforward_can_be_called_again()
    {
        var (value, pullback) = Autodiff.Vjp(static x => x * x, x);
        var (same, pushforward) = Autodiff.Linearize(static x => x * x, x);
        AssertClose(value.ToArray<double>(), same);
        for (int i = 1; i < 3; i++)
        {
            AssertClose(xs.Select(x => 2 * i * x), pullback(Tensor.Full([3], i, DType.Float64)));
            AssertClose(xs.Select(x => 2 * i * x), pushforward(Tensor.Full([3], i, DType.Float64)));
        }
        Assert.Throws<ShapeException>(() => pullback(y));
        Assert.Throws<ShapeException>(() => pushforward(y));
    }

    [Fact]
    public void Functions_nest_as_they_read()
    {
        Func<Tensor, Tensor> f = static x => x * x * x * x;
        Assert.Equal(96, Autodiff.Grad(Autodiff.Grad(Autodiff.Grad(f)))(Tensor.Of(4.0)).Item());
        Assert.Equal(24, Autodiff.Grad(Autodiff.Grad(Autodiff.Grad(Autodiff.Grad(f))))(4.0).Item());
        Assert.Equal(192, Autodiff.Hessian(f)(4.0).Item());
        Assert.Equal(256, Autodiff.Grad(static x => x * x * x * x, 4.0).Item());
        Assert.Equal((256, 256), Autodiff.ValueAndGrad(f)(4.0) is var (value, gradient) ? (value.Item(), gradient.Item()) : default);
        var rows = Autodiff.Jacobian(static x => x * 2)(Tensor.Ones([2]));
        Assert.Equal([2, 0, 0, 2], rows.ToArray<float>());
    }

    [Fact]
    public void What_does_not_fit_is_said_before_anything_is_computed()
    {
        static string Message<TException>(Func<object> attempt) where TException : Exception => Assert.Throws<TException>(attempt).Message;
        Assert.Equal(
            "Grad: x is Int64 [3]; only floating-point tensors can be differentiated by. Convert it with .To(DType.Float64), or let the function capture it.",
            Message<DTypeException>(() => Autodiff.Grad(static x => x.Sum(), Tensor.Arange(3))));
        Assert.Contains("Grad: x[1] is Bool [2]", Message<DTypeException>(() => Autodiff.Grad(static p => p[0].Sum(), [x, Tensor.Ones([2], DType.Bool)])));
        Assert.Contains("Hvp: n is Int64", Message<DTypeException>(() => Autodiff.Hvp(
            static p => p["n"].Sum(), new Dictionary<string, Tensor> { ["n"] = 1 }, new Dictionary<string, Tensor> { ["n"] = 1 })));
        Assert.Contains("Vjp: the function's value is Int64 [3]", Message<DTypeException>(() => Autodiff.Vjp(static x => x.To(DType.Int64), x, x)));
        Assert.Equal("Jvp: the direction v is [2] and x is [3]; they must have the same shape.", Message<ShapeException>(() => Autodiff.Jvp(static x => x, x, y)));
        Assert.Equal(
            "Jvp: the direction of b is [3] and b is [2]; they must have the same shape.",
            Message<ShapeException>(() => Autodiff.Jvp(static (a, b) => a, x, y, x, x)));
        Assert.Equal(
            "Vjp: the vector is [2] and what the function returns is [3]; they must have the same shape.",
            Message<ShapeException>(() => Autodiff.Vjp(static x => x, x, y)));
        Assert.Contains("Grad: the function's value at the [3], [2] point is [3]", Message<AutogradException>(() => Autodiff.Grad(static (a, b) => a, x, y)));
        Assert.Contains("1 directions were given for 2 inputs", Message<ArgumentException>(() => Autodiff.Jvp(static p => p[0], [x, y], [x])));
        Assert.Contains("there is no input 2", Message<ArgumentOutOfRangeException>(() => Autodiff.Grad(F, x, y, argnum: 2)));
        Assert.Contains("there is no input 2", Message<ArgumentOutOfRangeException>(() => Autodiff.Grad(F, 2)));
        Assert.Contains("names an input twice", Message<ArgumentException>(() => Autodiff.Grad(static p => p[0].Sum(), [x, y], argnums: [0, 0])));
        Assert.Contains("the names must be the same", Message<ArgumentException>(() => Autodiff.Jvp(
            static p => p["a"].Sum(), new Dictionary<string, Tensor> { ["a"] = x }, new Dictionary<string, Tensor> { ["b"] = x })));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.DirectionalDerivative(static x => x, x, v, order: 0));
        Assert.Contains("returned null", Message<AutogradException>(() => Autodiff.Grad(static x => null!, x)));
        Func<Tensor, Tensor> none = null!;
        foreach (Func<object> attempt in (Func<object>[])
            [() => Autodiff.Grad(none), () => Autodiff.Laplacian(none, x), () => Autodiff.Vhp(none, x, x), () => Autodiff.Linearize(none, x), () => Autodiff.Ravel((Tensor[])null!)])
            Assert.Throws<ArgumentNullException>(attempt);
    }

    private static void AssertClose(IEnumerable<double> expected, Tensor actual)
    {
        double[] values = [.. expected], found = actual.Detach().Reshape([actual.ElementCount]).ToArray<double>();
        Assert.Equal(values.Length, found.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], found[i], 1e-11 * Math.Max(1, Math.Abs(values[i])));
    }

    [Fact]
    public void What_a_function_computes_beside_its_value_has_no_graph_left()
    {
        var a = Tensor.Of([1.0, 2.0]);
        Tensor F(Tensor x) => (x * x).Sum();
        Assert.False(Autodiff.ValueAndGrad(x => (F(x), x * 2), a).Auxiliary.RequiresGrad);
        Assert.All(Autodiff.ValueAndGrad(x => (F(x), new[] { x * 2, x * 3 }), a).Auxiliary, static t => Assert.False(t.RequiresGrad));
        Assert.All(Autodiff.ValueAndGrad(x => (F(x), new List<Tensor> { x * 2 }), a).Auxiliary, static t => Assert.False(t.RequiresGrad));
        var named = Autodiff.ValueAndGrad(x => (F(x), new Dictionary<string, Tensor> { ["twice"] = x * 2 }), a).Auxiliary;
        Assert.False(named["twice"].RequiresGrad);
        Assert.Equal([2.0, 4.0], named["twice"].ToArray<double>());
        Assert.True(Autodiff.ValueAndGrad(x => (F(x), new[] { x * 2 }), a.WithGrad()).Auxiliary[0].RequiresGrad);
    }

    [Fact]
    public void A_zero_of_the_callers_does_not_swallow_an_infinity()
    {
        foreach (var zero in new Tensor[] { 0, Tensor.Of(0.0), Tensor.Of([0.0]) })
        {
            Tensor F(Tensor x) => Infinite(x * zero).Sum();
            var x = Tensor.Of([1.0]);
            Assert.True(double.IsNaN(Autodiff.Grad(F, x).Item<double>()));
            Assert.True(double.IsNaN(Autodiff.Jvp(F, x, Tensor.OnesLike(x)).Product.Item<double>()));
        }
    }

    /// <summary>A function whose derivative is infinite.</summary>
    private static Tensor Infinite(Tensor x) => x * Tensor.Of(double.PositiveInfinity);
}
