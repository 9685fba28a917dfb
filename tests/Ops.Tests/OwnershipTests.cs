namespace AutoGrad.Tests;

/// <summary>What a rule may return, and how many inputs an operation takes.</summary>
public class OwnershipTests
{
    /// <summary>f(x, w) = Σ x·w with a rule that returns a saved tensor itself where the gradient is 1.</summary>
    private sealed record Careless : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => (inputs[0] * inputs[1]).Sum();

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => saved[1 - input];
    }

    [Fact]
    public void A_gradient_never_shares_memory_with_a_saved_value()
    {
        Tensor x = Tensor.Of([1.0, 2.0]).WithGrad(), w = Tensor.Of([3.0, 4.0]).WithGrad();
        new Careless().Apply(x, w).Backward();
        Assert.Equal([3, 4], x.Grad!.ToArray<double>());
        x.Grad.FillInPlace(0);
        Assert.Equal([3, 4], w.ToArray<double>());
        Assert.False(w.Grad!.SharesMemoryWith(x));
    }

    [Fact]
    public void A_gradient_never_shares_memory_with_that_of_another_leaf_or_with_the_one_given()
    {
        Tensor x = Tensor.Ones([2]).WithGrad(), y = Tensor.Ones([2]).WithGrad(), given = Tensor.Ones([2]);
        (x + y).Backward(given);
        Assert.False(x.Grad!.SharesMemoryWith(y.Grad!));
        Assert.False(x.Grad.SharesMemoryWith(given));
        Assert.False(y.Grad!.SharesMemoryWith(given));
        (x + y).Sum().Backward(createGraph: true);
        Assert.False(x.Grad.SharesMemoryWith(y.Grad));
    }

    [Fact]
    public void An_operation_refuses_too_many_inputs_or_too_few()
    {
        var x = Tensor.Ones([2]);
        Assert.Equal("Exp takes one tensor and was given 2.", Assert.Throws<ArgumentException>(() => new Exp().Apply(x, x)).Message);
        Assert.Equal("Add takes 2 tensors and was given 1.", Assert.Throws<ArgumentException>(() => new Add().Apply(x)).Message);
        Assert.Equal("Less takes 2 tensors and was given 3.", Assert.Throws<ArgumentException>(() => new Less().Apply(x, x, x)).Message);
        Assert.Equal("MatMul takes 2 tensors and was given 0.", Assert.Throws<ArgumentException>(() => new MatMul().Apply()).Message);
        Assert.Equal("Reshape takes one tensor and was given 2.", Assert.Throws<ArgumentException>(() => new Reshape([2]).Apply(x, x)).Message);
    }
}
