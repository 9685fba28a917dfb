using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Parameters as one vector.</summary>
public class ParameterTests
{
    [Fact]
    public void Parameters_become_a_vector_and_come_back()
    {
        var net = new Linear(2, 3);
        var vector = net.Parameters().ToVector();
        Assert.Equal([9], vector.Shape.ToArray());
        vector.Sum().Backward();
        Assert.True(net.Weight.Grad!.AllEqual(Tensor.Ones([3, 2])));
        net.Parameters().LoadVector(Tensor.Arange(9).To(DType.Float32));
        Assert.True(net.Weight.AllEqual(Tensor.Of([[0f, 1], [2, 3], [4, 5]])));
        Assert.True(net.Bias!.AllEqual(Tensor.Of([6f, 7, 8])));
        net.Parameters().LoadVector(net.Parameters().ToVector());
        Assert.True(net.Weight.RequiresGrad && net.Weight.AllEqual(Tensor.Of([[0f, 1], [2, 3], [4, 5]])));
        Assert.Contains("[9]", Assert.Throws<ShapeException>(() => net.Parameters().LoadVector(Tensor.Ones([8]))).Message);
        Assert.Throws<ArgumentException>(() => Array.Empty<Tensor>().ToVector());
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    public void Orthogonal_matrices_are_orthonormal(int rows, int columns)
    {
        var w = Init.Orthogonal(Tensor.Empty([rows, columns], DType.Float64), 2, Generator.Seeded(1));
        var product = rows < columns ? w.MatMul(w.T) : w.T.MatMul(w);
        Assert.True(product.AllClose(4 * Tensor.Eye(Math.Min(rows, columns)), absoluteTolerance: 1e-12));
        Assert.True(w.AllEqual(Init.Orthogonal(Tensor.Empty([rows, columns], DType.Float64), 2, Generator.Seeded(1))));
        Assert.Equal(new Shape(2, 2, 3), Init.Orthogonal(Tensor.Empty([2, 2, 3])).Shape);
        Assert.Throws<ShapeException>(() => Init.Orthogonal(Tensor.Empty([3])));
    }

    [Fact]
    public void Identities_are_filled_in()
    {
        Assert.True(Init.Eye(Tensor.Full([2, 3], 7)).AllEqual(Tensor.Of([[1f, 0, 0], [0, 1, 0]])));
        Assert.True(Init.Dirac(Tensor.Full([4, 2, 3], 7), groups: 2).AllEqual(Tensor.Cat([Identity(), Identity()])));
        Assert.Equal(2, Init.Dirac(Tensor.Full([3, 2, 3, 4], 7))[.., .., 1, 2].Sum().Item());
        Assert.Equal(2, Init.Dirac(Tensor.Full([3, 2, 3, 4], 7)).Sum().Item());
        Assert.Throws<ShapeException>(() => Init.Eye(Tensor.Empty([3])));
        Assert.Throws<ShapeException>(() => Init.Dirac(Tensor.Empty([3, 3])));
        Assert.Throws<ShapeException>(() => Init.Dirac(Tensor.Empty([3, 3, 1]), 2));

        static Tensor Identity() => Tensor.Eye(2).Unsqueeze(-1).Pad(-1, 1, 1);
    }

    [Fact]
    public void Sparse_columns_have_as_many_zeros_as_asked_for()
    {
        var w = Init.Sparse(Tensor.Full([10, 50], 7, DType.Float64), 0.25, 0.1, Generator.Seeded(1));
        Assert.True(w.EqualTo(0).Sum(axis: 0).EqualTo(3).All().Item<bool>());
        Assert.Equal(0.1, w.MaskedSelect(w.NotEqualTo(0)).Std().Item(), 0.02);
        Assert.Throws<ArgumentOutOfRangeException>(() => Init.Sparse(w, 1.5));
    }

    [Fact]
    public void A_layer_shuffles_channels()
    {
        var layer = new ChannelShuffle(2);
        Assert.Equal([0, 2, 1, 3], layer.Forward(Tensor.Arange(4).Reshape(1, 4, 1)).Flatten().ToArray<long>());
        Assert.Equal("ChannelShuffle(groups: 2)", layer.ToString());
    }
}
