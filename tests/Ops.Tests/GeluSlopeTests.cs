namespace AutoGrad.Tests;

/// <summary>The slope of Gelu against Φ(x) + x φ(x) from the complementary error function.</summary>
public class GeluSlopeTests
{
    [Theory]
    [InlineData(DType.Float32, 4e-7)]
    [InlineData(DType.Float64, 2e-15)]
    public void Errors_are_small_beside_the_terms_of_the_sum(DType dtype, double tolerance)
    {
        var points = Tensor.Linspace(-13, 13, 100_001, dtype);
        double[] x = points.To(DType.Float64).ToArray<double>(), slopes = new GeluSlope().Apply(points).To(DType.Float64).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            // The exponential multiplies the rounding of the square.
            double square = x[i] * x[i], rounding = Math.FusedMultiplyAdd(x[i], x[i], -square);
            double product = x[i] * Math.Exp(-square / 2) * (1 - rounding / 2) / Math.Sqrt(2 * Math.PI);
            double distribution = Reference.Erfc(-x[i] / Math.Sqrt(2)) / 2; // To an ulp of 1.
            double error = Math.Abs(slopes[i] - (distribution + product));
            Assert.True(error <= tolerance * (distribution + Math.Abs(product)) + 2.3e-16, $"{x[i]:R}: {slopes[i]:R}, off by {error:0.0e+00}");
        }
    }

    [Fact]
    public void Limits_and_NaN()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var slopes = new GeluSlope().Apply(Tensor.Of([double.NegativeInfinity, -60, 0, 60, double.PositiveInfinity, double.NaN]).To(dtype));
            Assert.Equal([0, 0, 0.5, 1, 1, double.NaN], slopes.To(DType.Float64).ToArray<double>().Select(static y => Math.Round(y, 12)));
        }
    }
}
