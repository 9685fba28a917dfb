using AutoGrad.Training.Reports;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 100, 5, "0 20 40 60 80 100")]
    [InlineData(-1.3, 1.3, 6, "−1.0 −0.5 0 0.5 1.0")]
    [InlineData(0, 972_999, 5, "0 200k 400k 600k 800k")]
    [InlineData(0, 3e-5, 3, "0 1×10⁻⁵ 2×10⁻⁵ 3×10⁻⁵")]
    [InlineData(1e9, 1.004e9, 4, "1.000G 1.001G 1.002G 1.003G 1.004G")]
    [InlineData(0.1, 0.7, 6, "0.1 0.2 0.3 0.4 0.5 0.6 0.7")]
    public void Linear_axes_have_round_numbers(double low, double high, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Of(Scale.Linear, new(low, high), most).Select(static tick => tick.Label)));

    [Theory]
    [InlineData(0.01, 100, 8, "0.01 0.1 1 10 100")]
    [InlineData(1e-6, 1, 8, "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰")]
    [InlineData(1e-9, 1e9, 5, "10⁻⁹ 10⁻⁵ 10⁻¹ 10³ 10⁷")]
    [InlineData(0.3, 4, 8, "0.5 1 2")]
    [InlineData(2, 4, 4, "2.0 2.5 3.0 3.5 4.0")]
    public void Logarithmic_axes_have_powers_of_ten(double low, double high, int most, string expected) =>
        Assert.Equal(expected,
            string.Join(' ', Ticks.Of(Scale.Log, new(low, high), most).Select(static tick => tick.Label).Where(static label => label is not null)));

    [Fact]
    public void Steps_are_1_2_or_5_and_ticks_lie_inside() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>(), ArbMap.Default.ArbFor<PositiveInt>(), Gen.Choose(2, 12).ToArbitrary(), static (start, size, most) =>
        {
            double low = start.Item % 1e6, high = low + size.Item * 0.37;
            var (mantissa, exponent) = Ticks.Step(high - low, most);
            double step = mantissa * Math.Pow(10, exponent);
            var ticks = Ticks.Of(Scale.Linear, new(low, high), most);
            Assert.Contains(mantissa, new[] { 1, 2, 5 });
            Assert.InRange(ticks.Length, 0, most + 1);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, low - 1e-6 * step, high + 1e-6 * step));
            Assert.All(ticks, tick => Assert.Equal(Math.Round(tick.Value / step), tick.Value / step, 1e-6));
            Assert.True((high - low) / step <= most * (1 + 1e-6), "more than asked for");
            Assert.Equal(ticks.Length, ticks.Select(static tick => tick.Label).Distinct().Count());
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.25, "0.25")]
    [InlineData(-1234, "−1234")]
    [InlineData(15_000, "15k")]
    [InlineData(0.00000213, "2.13×10⁻⁶")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Numbers_are_written_in_a_few_digits(double value, string expected) => Assert.Equal(expected, Ticks.Text(value));
}
