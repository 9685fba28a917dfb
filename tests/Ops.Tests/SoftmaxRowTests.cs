namespace AutoGrad.Tests;

/// <summary>Rows of every length, those that are whole vectors and those that are not.</summary>
public class SoftmaxRowTests
{
    [Theory]
    [InlineData(DType.Float32, 1e-6)]
    [InlineData(DType.Float64, 3e-15)]
    public void Rows_of_every_length_agree_with_the_formula(DType dtype, double tolerance)
    {
        for (int size = 1; size <= 96; size++)
        {
            var x = (5 * Tensor.Randn([3, size], Generator.Seeded(size), DType.Float64)).To(dtype);
            x[1, 0] = double.NegativeInfinity;
            double[] given = x.To(DType.Float64).ToArray<double>(), ours = x.Softmax(1).To(DType.Float64).ToArray<double>();
            for (int row = 0; row < 3; row++)
            {
                var values = given.Skip(row * size).Take(size).ToArray();
                double sum = values.Sum(v => Math.Exp(v - values.Max()));
                for (int i = 0; i < size; i++)
                    Assert.Equal(Math.Exp(values[i] - values.Max()) / sum, ours[row * size + i], tolerance);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public void What_is_not_finite_spreads_over_its_row_alone(int size)
    {
        var x = Tensor.Zeros([4, size]);
        x[1, 3] = double.NaN;
        x[2, 3] = double.PositiveInfinity;
        x[3] = Tensor.Full([size], double.NegativeInfinity);
        var y = x.Softmax(1);
        Assert.Equal(1f / size, y[0, 5].Item<float>(), 1e-7f);
        for (int row = 1; row < 4; row++)
            Assert.True(y[row].IsNaN().All().Item<bool>());
    }

    [Theory]
    [InlineData(DType.Float32, 1e-6)]
    [InlineData(DType.Float64, 3e-15)]
    public void Causal_rows_are_those_of_scores_that_are_barred_above_the_diagonal(DType dtype, double tolerance)
    {
        for (int size = 1; size <= 70; size++)
            foreach (int rows in new[] { 1, size, size + 3, Math.Max(1, size / 2) })
            {
                var x = 5 * Tensor.Randn([2, rows, size], Generator.Seeded(size), dtype);
                if (rows > 1 && size > 1)
                    x[1, rows / 2, 0] = double.NegativeInfinity;
                var barred = x + Tensor.Where(Tensor.Ones([rows, size], DType.Bool).Tril(), Tensor.Zeros([], dtype), double.NegativeInfinity);
                var apart = (new CausalSoftmax().Apply(x) - barred.Softmax(-1)).Abs().Max();
                Assert.Equal(0, apart.To(DType.Float64).Item<double>(), tolerance);
            }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public void What_lies_above_the_diagonal_is_not_read_and_a_row_without_finite_scores_is_NaN(int size)
    {
        var x = Tensor.Zeros([size, size]);
        x[0, 1] = double.NaN;
        x[1, 2] = double.PositiveInfinity;
        x[2] = Tensor.Full([size], double.NegativeInfinity);
        var y = new CausalSoftmax().Apply(x);
        Assert.Equal([1f, 0f, 0f], y[0, ..3].ToArray<float>());
        Assert.Equal([0.5f, 0.5f, 0f], y[1, ..3].ToArray<float>());
        Assert.True(y[2].IsNaN().All().Item<bool>());
    }

    [Fact]
    public void Causal_rows_need_a_matrix() =>
        Assert.Contains(
            "CausalSoftmax: a tensor of shape [3]", Assert.Throws<ShapeException>(() => new CausalSoftmax().Apply(Tensor.Zeros([3]))).Message);
}
