namespace AutoGrad.Tests;

/// <summary>What layer normalisation refuses, and how it says so.</summary>
public class LayerNormTests
{
    private static readonly Tensor x = Tensor.Ones([2, 3, 4]);

    private static void Refuses<TException>(string message, Func<Tensor> call) where TException : Exception =>
        Assert.StartsWith(message, Assert.Throws<TException>(() => call()).Message);

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Refuses<ShapeException>(
            "LayerNorm: the input is [2, 3, 4] and the normalized shape [3]; it must have at least one axis, and the input's last axes must be those.",
            static () => x.LayerNorm([3]));
        Refuses<ShapeException>("LayerNorm: the input is [2, 3, 4] and the normalized shape [];", static () => x.LayerNorm([]));
        Refuses<ShapeException>("LayerNorm: the input is [2, 3, 4] and the normalized shape [1, 2, 3, 4];", static () => x.LayerNorm([1, 2, 3, 4]));
        Refuses<ShapeException>(
            "LayerNorm: the weight is [4]; it must have the normalized shape, [3, 4].", static () => x.LayerNorm([3, 4], Tensor.Ones([4])));
        Refuses<ShapeException>("LayerNorm: the bias is [3]; it must have", static () => x.LayerNorm([4], null, Tensor.Ones([3])));
    }

    [Fact]
    public void Dtypes_that_do_not_fit_are_refused()
    {
        Refuses<DTypeException>("LayerNorm: the input is Int64; it must be floating-point.", static () => x.To(DType.Int64).LayerNorm([4]));
        Refuses<DTypeException>(
            "LayerNorm: the weight is Float64 and the input Float32; convert one of them with .To(DType.Float32).",
            static () => x.LayerNorm([4], Tensor.Ones([4], DType.Float64)));
    }

    [Theory]
    [InlineData(-1e-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_epsilon_that_is_no_small_number_is_refused(double epsilon) =>
        Refuses<ArgumentOutOfRangeException>("LayerNorm: epsilon must be 0 or more, and finite.", () => x.LayerNorm([4], epsilon: epsilon));
}
