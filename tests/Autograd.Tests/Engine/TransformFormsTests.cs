namespace AutoGrad.Tests;

/// <summary>Every transform gives the same for functions of two tensors, of several, and of named ones.</summary>
public class TransformFormsTests
{
    private static readonly Tensor a = Tensor.Of([1.0, 2.0]), b = Tensor.Of([3.0, -1.0]), va = Tensor.Of([0.5, -1.0]), vb = Tensor.Of([2.0, 0.25]);

    private static readonly Dictionary<string, Tensor> named = new() { ["a"] = a, ["b"] = b }, directions = new() { ["b"] = vb, ["a"] = va };

    private static Tensor F(Tensor a, Tensor b) => a * a * b;

    private static Tensor Several(Tensor[] p) => F(p[0], p[1]);

    private static Tensor[] Two(Tensor[] p) => [F(p[0], p[1]), (p[0] + 2 * p[1]).Sum()];

    private static Tensor Named(IReadOnlyDictionary<string, Tensor> p) => F(p["a"], p["b"]);

    private static Tensor Diagonal(Tensor x) => Tensor.Of([[1.0, 0], [0, 1]]) * x;

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Fact]
    public void Jacobians()
    {
        Tensor byA = Diagonal(2 * a * b), byB = Diagonal(a * a), value = F(a, b);
        var pair = Autodiff.ValueAndJacobian(F, a, b);
        var several = Autodiff.ValueAndJacobian(Several, [a, b]);
        var names = Autodiff.ValueAndJacobian(Named, named);
        foreach (var (v, j) in new[]
        {
            (pair.Value, new[] { pair.Jacobians.A, pair.Jacobians.B }), (several.Value, several.Jacobians),
            (names.Value, [names.Jacobians["a"], names.Jacobians["b"]]),
        })
        {
            AssertSame(value, v);
            AssertSame(byA, j[0]);
            AssertSame(byB, j[1]);
        }
        AssertSame(byB, Autodiff.Jacobian(Named, named)["b"]);
        AssertSame(byB, Autodiff.Jacobian(Several, [a, b], argnums: [1])[0]);

        var all = Autodiff.Jacobian(Two, [a, b]);
        Assert.Equal((2, 2), (all.GetLength(0), all.GetLength(1)));
        AssertSame(byA, all[0, 0]);
        AssertSame(byB, all[0, 1]);
        AssertSame(Tensor.Of([1.0, 1]), all[1, 0]);
        AssertSame(Tensor.Of([2.0, 2]), all[1, 1]);
        var chosen = Autodiff.Jacobian(Two, [a, b], argnums: [1], chunkSize: 1);
        Assert.Equal((2, 1), (chosen.GetLength(0), chosen.GetLength(1)));
        AssertSame(byB, chosen[0, 0]);
    }

    [Fact]
    public void Pushforwards()
    {
        var expected = 2 * a * b * va + a * a * vb;
        AssertSame(expected, Autodiff.Linearize(F, a, b).Pushforward(va, vb));
        AssertSame(expected, Autodiff.Linearize(Named, named).Pushforward(directions));
        var (value, pushforward) = Autodiff.Linearize(Several, [a, b]);
        AssertSame(F(a, b), value);
        AssertSame(expected, pushforward([va, vb]));
        AssertSame(2 * expected, pushforward([2 * va, 2 * vb])); // Any number of times.
        var (values, both) = Autodiff.Linearize(Two, [a, b]);
        AssertSame(F(a, b), values[0]);
        AssertSame((va + 2 * vb).Sum(), both([va, vb])[1]);
        Assert.Contains("1 directions were given for 2 inputs", Assert.Throws<ArgumentException>(() => both([va])).Message);
    }

    [Fact]
    public void Pullbacks()
    {
        var u = Tensor.Of([1.0, -2.0]);
        Tensor byA = 2 * a * b * u, byB = a * a * u;
        var (value, pullback) = Autodiff.Vjp(F, a, b);
        AssertSame(F(a, b), value);
        AssertSame(byA, pullback(u).A);
        AssertSame(byB, pullback(u).B);
        AssertSame(byB, Autodiff.Vjp(Several, [a, b]).Pullback(u)[1]);
        AssertSame(byB, Autodiff.Vjp(Named, named).Pullback(u)["b"]);
        var products = Autodiff.Vjp(Two, [a, b]).Pullback([u, Tensor.Of(3.0)]);
        AssertSame(byA + 3, products[0]);
        AssertSame(byB + 6, products[1]);
    }

    [Fact]
    public void Vector_Hessian_products()
    {
        Tensor byA = 2 * b * va + 2 * a * vb, byB = 2 * a * va; // Of Σ a²b.
        var pair = Autodiff.Vhp((a, b) => F(a, b).Sum(), a, b, va, vb);
        AssertSame(byA, pair.A);
        AssertSame(byB, pair.B);
        var names = Autodiff.Vhp(p => Named(p).Sum(), named, directions);
        AssertSame(byA, names["a"]);
        AssertSame(byB, names["b"]);
        Assert.Contains("Vhp: the inputs are a, b", Assert.Throws<ArgumentException>(
            () => Autodiff.Vhp(p => Named(p).Sum(), named, new Dictionary<string, Tensor> { ["a"] = va })).Message);
    }

    [Fact]
    public void They_can_be_differentiated_again()
    {
        // d/da of Σ over the Jacobian by b, diag(a²).
        AssertSame(2 * a, Autodiff.Grad(w => Autodiff.Jacobian(Named, new Dictionary<string, Tensor> { ["a"] = w, ["b"] = b })["b"].Sum(), a));
        AssertSame(2 * a * va, Autodiff.Grad(w => Autodiff.Linearize(F, a, w).Pushforward(va, vb).Sum(), b));
    }
}
