namespace AutoGrad.Tests;

/// <summary>Autodiff.Grad and the functional transforms.</summary>
public class GradTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static Tensor Scalar(double value) => Tensor.Of(value).WithGrad();

    private static double[] Values(Tensor x) => x.ToArray<double>();

    /// <summary>x³e²ˣ and its derivatives, by Leibniz' rule.</summary>
    private static readonly Func<double, double>[] derivatives =
    [
        static x => x * x * x * Math.Exp(2 * x),
        static x => (2 * x * x * x + 3 * x * x) * Math.Exp(2 * x),
        static x => (4 * x * x * x + 12 * x * x + 6 * x) * Math.Exp(2 * x),
        static x => (8 * x * x * x + 36 * x * x + 36 * x + 6) * Math.Exp(2 * x),
        static x => (16 * x * x * x + 96 * x * x + 144 * x + 48) * Math.Exp(2 * x),
    ];

    private static Tensor F(Tensor x) => x * x * x * (2 * x).Exp();

    [Theory]
    [InlineData(0.7)]
    [InlineData(-1.3)]
    [InlineData(0)]
    public void Derivatives_to_the_fourth_order_are_the_analytic_ones(double at)
    {
        var x = Scalar(at);
        var y = F(x);
        for (int order = 0; order < derivatives.Length; order++)
        {
            double expected = derivatives[order](at);
            Assert.Equal(expected, y.Item(), 1e-11 * (1 + Math.Abs(expected)));
            if (order < 4)
                y = Autodiff.Grad(y, x, createGraph: true);
        }
    }

    [Fact]
    public void Nested_transforms_reach_the_fourth_order_too()
    {
        Func<Tensor, Tensor> f = F;
        for (int order = 0; order < 4; order++)
        {
            var inner = f;
            f = order % 2 == 0 ? x => Autodiff.Grad(inner, x) : x => Autodiff.Jvp(inner, x, Tensor.OnesLike(x)).Product;
        }
        Assert.Equal(derivatives[4](0.7), f(Tensor.Of(0.7)).Item(), 1e-9);
    }

    [Fact]
    public void A_perturbation_is_not_taken_for_anothers()
    {
        // d/dx [x · d/dy (x + y)] at 1 is 1, and 2 where the perturbations are confused.
        var derivative = Autodiff.Grad(x => x * Autodiff.Grad(y => x + y, Tensor.Of(1.0)), Tensor.Of(1.0));
        Assert.Equal(1, derivative.Item());
        var forward = Autodiff.Jvp(x => x * Autodiff.Jvp(y => x + y, Tensor.Of(1.0), Tensor.Of(1.0)).Product, Tensor.Of(1.0), Tensor.Of(1.0)).Product;
        Assert.Equal(1, forward.Item());
    }

    [Fact]
    public void Backward_with_createGraph_gives_gradients_that_can_be_differentiated()
    {
        var x = Scalar(0.7);
        F(x).Backward(createGraph: true);
        var first = x.Grad!;
        x.Grad = null;
        first.Backward();
        Assert.Equal(derivatives[2](0.7), x.Grad!.Item(), 1e-10);
    }

    [Fact]
    public void Grad_adds_to_no_leaf()
    {
        Tensor x = Leaf(1, 2), other = Leaf(3, 4);
        Assert.Equal([3, 4], Values(Autodiff.Grad((x * other).Sum(), x)));
        Assert.Null(x.Grad);
        Assert.Null(other.Grad);
    }

    [Fact]
    public void Inputs_need_not_be_leaves()
    {
        var x = Leaf(1, 2);
        var middle = x * x;
        var y = (middle * middle).Sum();
        var both = Autodiff.Grad([y], [middle, x]);
        Assert.Equal([2, 8], Values(both[0]));
        Assert.Equal([4, 32], Values(both[1]));
    }

    [Fact]
    public void What_lies_before_an_input_is_neither_visited_nor_freed()
    {
        var x = Leaf(1, 2);
        var middle = x * x;
        Autodiff.Grad((middle * middle).Sum(), middle);
        middle.Sum().Backward();
        Assert.Equal([2, 4], Values(x.Grad!));
    }

    [Fact]
    public void An_output_may_be_an_input()
    {
        var x = Leaf(3);
        var y = (x * x).Sum();
        var gradients = Autodiff.Grad([y], [y, x]);
        Assert.Equal(1, gradients[0].Item());
        Assert.Equal([6], Values(gradients[1]));
    }

    [Fact]
    public void The_same_input_twice_gets_the_same_gradient_twice()
    {
        var x = Leaf(3);
        var gradients = Autodiff.Grad([(x * x).Sum()], [x, x]);
        Assert.Equal(Values(gradients[0]), Values(gradients[1]));
    }

    [Fact]
    public void Outputs_add_up_with_their_gradients()
    {
        var x = Leaf(1, 2);
        var gradient = Autodiff.Grad([x * 2, x * 3], [x], [Tensor.Of([1.0, 10.0]), Tensor.Of([1.0, 100.0])])[0];
        Assert.Equal([5, 320], Values(gradient));
    }

    [Fact]
    public void An_unused_input_is_an_error_unless_allowed()
    {
        Tensor x = Leaf(1, 2), unused = Leaf(1, 2, 3);
        var y = (x * x).Sum();
        Assert.Contains("do not depend on input 1", Assert.Throws<AutogradException>(() => Autodiff.Grad([y], [x, unused], retainGraph: true)).Message);
        Assert.Equal([0, 0, 0], Values(Autodiff.Grad([y], [x, unused], allowUnused: true)[1]));
    }

    [Fact]
    public void An_input_outside_any_graph_is_an_error() =>
        Assert.Contains("input 0", Assert.Throws<AutogradException>(() => Autodiff.Grad(Leaf(1).Sum(), Tensor.Of(1.0))).Message);

    [Fact]
    public void Gradients_are_one_per_output()
    {
        var x = Leaf(1, 2);
        var gradient = Tensor.Of([1.0, 1.0]);
        Assert.Throws<ArgumentException>(() => Autodiff.Grad([x * 2, x * 3], [x], [gradient]));
    }

    [Fact]
    public void A_gradient_does_not_require_a_gradient_unless_asked()
    {
        var x = Leaf(1, 2);
        Assert.False(Autodiff.Grad((x * x).Sum(), x).RequiresGrad);
        Assert.True(Autodiff.Grad((x * x).Sum(), x, createGraph: true).RequiresGrad);
    }

    [Fact]
    public void The_transforms_agree_with_each_other()
    {
        var x = Tensor.Of([0.5, -1.0, 2.0]);
        static Tensor Cubes(Tensor x) => x * x * x * x.Sum();
        double[,] jacobian = new double[3, 3], hessian = new double[3, 3];
        double[] v = Values(x);
        double s = v.Sum();
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                jacobian[i, j] = Math.Pow(v[i], 3) + (i == j ? 3 * v[i] * v[i] * s : 0);
        AssertClose(jacobian.Cast<double>(), Autodiff.Jacobian(Cubes, x));

        // f = Σ x³ · s: the gradient is 3x²s + Σx³, the Hessian 6x s on the diagonal and 3x_i² + 3x_j² everywhere.
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                hessian[i, j] = 3 * v[i] * v[i] + 3 * v[j] * v[j] + (i == j ? 6 * v[i] * s : 0);
        AssertClose(hessian.Cast<double>(), Autodiff.Hessian(x => Cubes(x).Sum(), x));

        var direction = Tensor.Of([1.0, -2.0, 0.5]);
        AssertClose(Times(jacobian, Values(direction)), Autodiff.Jvp(Cubes, x, direction).Product);
        AssertClose(Times(hessian, Values(direction)), Autodiff.Hvp(x => Cubes(x).Sum(), x, direction));
        AssertClose(Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 3).Sum(i => jacobian[i, j] * Values(direction)[i])), Autodiff.Vjp(Cubes, x, direction).Product);
    }

    [Fact]
    public void Only_a_scalar_has_a_gradient_or_a_Hessian()
    {
        var x = Tensor.Of([1.0, 2.0, 3.0]);
        Func<Tensor, Tensor> f = static x => x[..2] * 2;
        foreach (var (name, attempt) in new (string, Func<object>)[]
        {
            ("Grad", () => Autodiff.Grad(f, x)), ("Hessian", () => Autodiff.Hessian(f, x)), ("Hvp", () => Autodiff.Hvp(f, x, x)),
        })
            Assert.Equal(
                $"{name}: the function's value at the [3] point is [2]; only a scalar has a gradient or a Hessian. " +
                "Reduce it, as in .Sum(), or take Autodiff.Jacobian.",
                Assert.Throws<AutogradException>(attempt).Message);
    }

    [Fact]
    public void Transforms_of_null_are_refused()
    {
        var x = Tensor.Of([1.0]);
        Func<Tensor, Tensor> none = null!;
        foreach (Func<object> attempt in (Func<object>[])
            [() => Autodiff.Grad(none, x), () => Autodiff.Vjp(none, x, x), () => Autodiff.Jvp(none, x, x), () => Autodiff.Jacobian(none, x)])
            Assert.Equal("f", Assert.Throws<ArgumentNullException>(attempt).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Autodiff.Hessian(static x => x, null!)).ParamName);
    }

    [Fact]
    public void Transforms_leave_their_point_alone()
    {
        var x = Leaf(1, 2);
        var gradient = Autodiff.Grad(x => (x * x).Sum(), x.Detach());
        Assert.False(gradient.RequiresGrad);
        Assert.Null(x.Grad);
        Assert.Throws<AutogradException>(() => Autodiff.Grad(x => x * x, x));
        Assert.Throws<ShapeException>(() => Autodiff.Jvp(x => x * x, x, Tensor.Of([1.0])));
    }

    private static IEnumerable<double> Times(double[,] matrix, double[] vector) =>
        Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, vector.Length).Sum(j => matrix[i, j] * vector[j]));

    private static void AssertClose(IEnumerable<double> expected, Tensor actual) =>
        Assert.All(expected.Zip(Values(actual)), static pair => Assert.Equal(pair.First, pair.Second, 1e-10));
}
