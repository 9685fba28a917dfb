namespace AutoGrad.Tests;

/// <summary>The slope of Gelu against Φ(x) + x φ(x) from the complementary error function.</summary>
public class GeluSlopeTests
{
    [Fact]
    public void Float32_errors_are_small_beside_the_terms_of_the_sum()
    {
        var points = Tensor.Linspace(-13, 13, 100_001);
        double[] x = points.To(DType.Float64).ToArray<double>(), slopes = new GeluSlope().Apply(points).To(DType.Float64).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            double distribution = Reference.Erfc(-x[i] / Math.Sqrt(2)) / 2, product = x[i] * Math.Exp(-x[i] * x[i] / 2) / Math.Sqrt(2 * Math.PI);
            double error = Math.Abs(slopes[i] - (distribution + product));
            Assert.True(error <= 4e-7 * (distribution + Math.Abs(product)) + 1e-44, $"{x[i]:R}: {slopes[i]:R}, off by {error:0.0e+00}");
        }
    }

    /// <summary>Values of mpmath: <c>ncdf(x) + x * npdf(x)</c> to 40 digits.</summary>
    [Theory]
    [InlineData(-12.3, -6.85090094979213631e-33)]
    [InlineData(-8.5, -6.84650493869708435e-16)]
    [InlineData(-5.1, -4.40611519210074519e-6)]
    [InlineData(-2.82828, -0.0183345688979333587)]
    [InlineData(-1.5, -0.127469192229979525)]
    [InlineData(-0.7001, 0.0233387523584834991)]
    [InlineData(-0.69, 0.0281392503252673587)]
    [InlineData(-0.1, 0.420476907975269838)]
    [InlineData(1e-05, 0.500007978845607763)]
    [InlineData(0.3, 0.732327766827109855)]
    [InlineData(0.71, 0.98129073414173871)]
    [InlineData(1.9, 1.09595348825588373)]
    [InlineData(4.4, 1.00010433432976853)]
    [InlineData(8.2, 1.00000000000000808)]
    public void Float64_is_right_to_the_last_places(double x, double slope) =>
        Assert.Equal(slope, new GeluSlope().Apply(Tensor.Of([x])).Item(), 2e-15 * Math.Abs(slope) + (x > -1 ? 2e-16 : 0)); // The sum begins with ½.

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
