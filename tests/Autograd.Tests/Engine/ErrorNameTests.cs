namespace AutoGrad.Tests;

/// <summary>Errors name the function that was called, and its parameters, not what that consists of.</summary>
public class ErrorNameTests
{
    private static readonly Tensor a = Tensor.Of([1.0, 2.0]), b = Tensor.Of([3.0, -1.0]), va = Tensor.Of([0.5, -1.0]);

    private static Tensor F(Tensor a, Tensor b) => a * a * b;

    [Fact]
    public void Errors_name_the_function_that_was_called()
    {
        Assert.StartsWith("Hessian: ", Assert.Throws<AutogradException>(() => Autodiff.Hessian(static x => x * x, a)).Message);
        Assert.StartsWith("Hvp: ", Assert.Throws<AutogradException>(() => Autodiff.Hvp(static x => x * x, a, va)).Message);
        Assert.StartsWith("Vhp: ", Assert.Throws<AutogradException>(() => Autodiff.Vhp(static x => x * x, a, va)).Message);
        Assert.StartsWith("Grad: ", Assert.Throws<AutogradException>(() => Autodiff.Grad(static x => x * x, a)).Message);
        Assert.Equal("argnum", Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.Grad(F, a, b, argnum: 2)).ParamName);
        Assert.Equal("argnums", Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.Grad(p => p[0], [a], argnums: [2])).ParamName);
        Assert.Equal("point", Assert.Throws<ArgumentNullException>(() => GradCheck.Property(static x => x)(null!)).ParamName);
        Assert.Equal("point", Assert.Throws<ArgumentNullException>(() => GradCheck.Property(new Tanh())(null!)).ParamName);
    }

    [Fact]
    public void Backward_inside_of_VMap_to_a_leaf_outside_is_refused_by_its_name_before_anything_is_added()
    {
        Tensor w = Tensor.Of([1.0, 2.0]).WithGrad(), shared = Tensor.Of([1.0, 2.0]).WithGrad();
        var problem = Assert.Throws<AutogradException>(() => Autodiff.VMap(x =>
        {
            (shared * 2 + w * x).Sum().Backward();
            return x;
        })(Tensor.Of([[1.0, 2.0], [3.0, 4.0]])));
        Assert.StartsWith("Backward: this [2] tensor belongs outside VMap", problem.Message);
        Assert.Null(w.Grad);
        Assert.Null(shared.Grad);
    }
}
