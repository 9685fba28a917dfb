namespace AutoGrad.Tests;

/// <summary>Transforms inside transforms: whose perturbation is whose, and what a closure brings in.</summary>
public class NestingTests
{
    /// <summary>The derivative of a function of a number, by each way there is.</summary>
    private static readonly Dictionary<string, Func<Func<Tensor, Tensor>, Tensor, Tensor>> ways = new()
    {
        ["Grad"] = static (f, x) => Autodiff.Grad(f, x),
        ["Jvp"] = static (f, x) => Autodiff.Jvp(f, x, Tensor.OnesLike(x)).Product,
        ["Vjp"] = static (f, x) => Autodiff.Vjp(f, x, Tensor.OnesLike(x)).Product,
        ["Pullback"] = static (f, x) => Autodiff.Vjp(f, x).Pullback(Tensor.OnesLike(x)),
        ["Pushforward"] = static (f, x) => Autodiff.Linearize(f, x).Pushforward(Tensor.OnesLike(x)),
        ["Jacobian"] = static (f, x) => Autodiff.Jacobian(f, x),
        ["Divergence"] = static (f, x) => Autodiff.Divergence(f, x),
        ["DirectionalDerivative"] = static (f, x) => Autodiff.DirectionalDerivative(f, x, Tensor.OnesLike(x)),
        ["of two"] = static (f, x) => Autodiff.Grad((a, b) => f(a + b), x, Tensor.ZerosLike(x)).A,
        ["chosen"] = static (f, x) => Autodiff.Grad(p => f(p[1]), [Tensor.Of(3), x], argnums: [1])[0],
        ["named"] = static (f, x) => Autodiff.Grad(p => f(p["x"]), new Dictionary<string, Tensor> { ["x"] = x })["x"],
        ["with auxiliary"] = static (f, x) => Autodiff.ValueAndGrad(y => (f(y), 0), x).Gradient,
        ["curried"] = static (f, x) => Autodiff.Grad(f)(x),
    };

    private static readonly string[] leafWays = [.. ways.Keys, "Backward", "Autodiff.Grad of a leaf"];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (string outer in leafWays)
            foreach (string inner in ways.Keys)
                pairs.Add(outer, inner);
        return pairs;
    }

    private static Tensor D(string way, Func<Tensor, Tensor> f, Tensor x)
    {
        if (ways.TryGetValue(way, out var derivative))
            return derivative(f, x);
        var leaf = x.Detach().WithGrad();
        var y = f(leaf);
        if (way != "Backward")
            return Autodiff.Grad(y, leaf, allowUnused: true);
        y.Backward();
        return leaf.Grad!;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Perturbations_are_not_confused(string outer, string inner)
    {
        // d/dx [x · d/dy (x + y)] is 1, and 2 where the perturbations are taken for one.
        Assert.Equal(1, D(outer, x => x * D(inner, y => x + y, Tensor.Of(1.0)), Tensor.Of(1.0)).Item());
        Assert.Equal(1, D(outer, x => x * D(inner, y => x + y, x), Tensor.Of(1.0)).Item());

        // d/dx [x · d/dy (x·y)] = d/dx x² = 2x, at y = 2 as well as at y = x; with y² it is 4xy = 8x at y = 2, and 6x² at y = x.
        Assert.Equal(6, D(outer, x => x * D(inner, y => x * y, Tensor.Of(2.0)), Tensor.Of(3.0)).Item());
        Assert.Equal(6, D(outer, x => x * D(inner, y => x * y, x), Tensor.Of(3.0)).Item());
        Assert.Equal(24, D(outer, x => x * D(inner, y => x * y * y, Tensor.Of(2.0)), Tensor.Of(3.0)).Item());
        Assert.Equal(54, D(outer, x => x * D(inner, y => x * y * y, x), Tensor.Of(3.0)).Item());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_a_closure_captures_is_seen_by_the_transform_around_it(string outer, string inner)
    {
        // The inner point is a constant; only the closure knows x. d/dx [d/dy (x²y³) at y = 2] = 24x; d/dx [d/dy sin(xy) at y = 2] = cos 2x − 2x sin 2x.
        Assert.Equal(72, D(outer, x => D(inner, y => x * x * y * y * y, Tensor.Of(2.0)), Tensor.Of(3.0)).Item());
        Assert.Equal(Math.Cos(1) - Math.Sin(1), D(outer, x => D(inner, y => (x * y).Sin(), Tensor.Of(2.0)), Tensor.Of(0.5)).Item(), 1e-14);

        // Also where it reaches the inner function computed, and by the value rather than the derivative.
        Assert.Equal(24, D(outer, x => { var square = x * x; return D(inner, y => square * y * y, Tensor.Of(1.0)); }, Tensor.Of(6.0)).Item());
        Assert.Equal(5, D(outer, x => Autodiff.ValueAndGrad(y => x * y, Tensor.Of(5.0)).Value, Tensor.Of(1.0)).Item());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Three_levels_keep_apart(string outer, string inner)
    {
        foreach (string middle in (string[])["Grad", "Jvp", "Pushforward"])
        {
            // x · d/dy [y · d/dz (x·y·z²)] at z = 2, y = 3: d/dz = 4xy, d/dy [4xy²] = 8xy = 24x, so 24x² and 48x.
            var derivative = D(outer, x => x * D(middle, y => y * D(inner, z => x * y * z * z, Tensor.Of(2.0)), Tensor.Of(3.0)), Tensor.Of(0.5));
            Assert.Equal(24, derivative.Item());
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_point_that_its_function_ignores_gets_zero(string outer, string inner)
    {
        Assert.Equal(0, D(inner, static _ => Tensor.Of(2.0), Tensor.Of(1.0)).Item());
        if (outer == "Backward")
            return;
        Assert.Equal(0, D(outer, x => D(inner, _ => x * x, x), Tensor.Of(3.0)).Item());
        Assert.Equal(0, D(outer, x => D(inner, y => y * 2, x), Tensor.Of(3.0)).Item());
    }

    [Fact]
    public void What_is_not_recorded_around_a_transform_is_not_recorded_by_it()
    {
        var x = Tensor.Of(3.0).WithGrad();
        Tensor F(Tensor y) => x * y * y;
        Assert.True(Autodiff.Grad(F, Tensor.Of(1.0)).RequiresGrad);
        Assert.True(Autodiff.Jvp(F, Tensor.Of(1.0), Tensor.Of(1.0)).Product.RequiresGrad);
        Assert.False(Autodiff.Grad(F, Tensor.Of(1.0), createGraph: false).RequiresGrad);
        Assert.False(Autodiff.Grad(F, x, createGraph: false).RequiresGrad);
        Assert.False(Autodiff.ValueAndGrad(F, x, createGraph: false).Value.RequiresGrad);
        using (Autodiff.NoGrad())
        {
            Assert.False(Autodiff.Grad(F, x).RequiresGrad);
            Assert.False(Autodiff.ValueAndGrad(F, x).Value.RequiresGrad);
            Assert.False(Autodiff.Jvp(F, x, x).Product.RequiresGrad);
            Assert.False(Autodiff.Hessian(F, x).RequiresGrad);
            Assert.Equal(6, Autodiff.Hessian(F, Tensor.Of(1.0)).Item());
            Assert.Equal(6, Autodiff.Laplacian(F, Tensor.Of(1.0)).Item());
        }
        Assert.False(Autodiff.Grad(static y => y * y, Tensor.Of(1.0)).RequiresGrad);
        Assert.True(Autodiff.Grad(static y => y * y, Tensor.Of(1.0), createGraph: true).RequiresGrad);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Directions_and_vectors_are_differentiated_by_as_well()
    {
        // ⟨u, J v⟩ for f = x²: 2x·u·v, so 2x·u by v and 2x·v by u.
        var x = Tensor.Of([1.0, 2.0]);
        static Tensor F(Tensor x) => x * x;
        var v = Tensor.Of([3.0, 5.0]);
        Assert.Equal([2, 4], Autodiff.Grad(v => Autodiff.Jvp(F, x, v).Product.Sum(), v).ToArray<double>());
        Assert.Equal([2, 4], Autodiff.Grad(u => Autodiff.Vjp(F, x, u).Product.Sum(), v).ToArray<double>());
        Assert.Equal([2, 4], Autodiff.Grad(v => Autodiff.Linearize(F, x).Pushforward(v).Sum(), v).ToArray<double>());
        Assert.Equal([2, 4], Autodiff.Grad(u => Autodiff.Vjp(F, x).Pullback(u).Sum(), v).ToArray<double>());
        Assert.Equal([2, 2], Autodiff.Grad(v => Autodiff.Hvp(x => F(x).Sum(), x, v).Sum(), v).ToArray<double>());
        Assert.Equal([2, 2], Autodiff.Grad(v => Autodiff.Vhp(x => F(x).Sum(), x, v).Sum(), v).ToArray<double>());
    }

    [Fact]
    public void A_function_may_return_its_argument_or_something_captured()
    {
        var x = Tensor.Of([1.0, 2.0]);
        Assert.Equal([1, 0, 0, 1], Autodiff.Jacobian(static x => x, x).ToArray<double>());
        Assert.Equal([3, 4], Autodiff.Jvp(static x => x, x, Tensor.Of([3.0, 4.0])).Product.ToArray<double>());
        var captured = Tensor.Of([5.0, 6.0]).WithGrad();
        var (value, product) = Autodiff.Vjp(_ => captured, x, x);
        Assert.Equal([0, 0], product.ToArray<double>());
        Assert.Equal([5, 6], value.ToArray<double>());
        Assert.True(value.RequiresGrad);
    }
}
