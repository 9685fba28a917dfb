namespace AutoGrad.Tests;

/// <summary>Bare numbers beside tensors: they take the tensor's dtype, in the result and in every derivative.</summary>
public class NumberTests
{
    private const double X = 0.7;

    /// <summary>Functions of one tensor and one bare number, with their first and second derivatives at <see cref="X"/>.</summary>
    public static TheoryData<string, Func<Tensor, Tensor>, double, double> Functions => new()
    {
        { "x / 3", static x => x / 3, 1.0 / 3, 0 },
        { "x / 0.3", static x => x / 0.3, 1 / 0.3, 0 },
        { "x / [3]", static x => x / Tensor.Of([3]), 1.0 / 3, 0 },
        { "3 / x", static x => 3 / x, -3 / (X * X), 6 / (X * X * X) },
        { "0.3 / x", static x => 0.3 / x, -0.3 / (X * X), 0.6 / (X * X * X) },
        { "2 ^ x", static x => ((Tensor)2).Pow(x), Math.Pow(2, X) * Math.Log(2), Math.Pow(2, X) * Math.Pow(Math.Log(2), 2) },
        { "0.3 ^ x", static x => ((Tensor)0.3).Pow(x), Math.Pow(0.3, X) * Math.Log(0.3), Math.Pow(0.3, X) * Math.Pow(Math.Log(0.3), 2) },
        { "x ^ (1/3)", static x => x.Pow(1.0 / 3), Math.Pow(X, -2.0 / 3) / 3, -2 * Math.Pow(X, -5.0 / 3) / 9 },
        { "0.1 x", static x => 0.1 * x, 0.1, 0 },
        { "x max 0.1", static x => x.Maximum(0.1) * x, 2 * X, 2 },
        { "where", static x => Tensor.Where(x > 0, x / 3, 0.1), 1.0 / 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Derivatives_are_as_precise_as_the_tensor(string name, Func<Tensor, Tensor> f, double first, double second)
    {
        var x = Tensor.Of([X]).WithGrad();
        var gradient = Autodiff.Grad([f(x)], [x], [Tensor.Of([1.0])], createGraph: true)[0]!;
        Assert.True(Math.Abs(first - gradient.Item()) <= 1e-14 * Math.Abs(first), $"{name}: {gradient.Item():R} instead of {first:R}");
        double curvature = gradient.RequiresGrad ? Autodiff.Grad([gradient.Sum()], [x], allowUnused: true)[0]?.Item() ?? 0 : 0;
        Assert.True(Math.Abs(second - curvature) <= 1e-14 * Math.Abs(second), $"{name}: {curvature:R} instead of {second:R}");

        var single = Tensor.Of([(float)X]).WithGrad();
        Assert.Equal(DType.Float32, f(single).DType);
        f(single).Sum().Backward();
        Assert.Equal(DType.Float32, single.Grad!.DType);
    }

    public static TheoryData<Func<Tensor>, string> Misfits => new()
    {
        { static () => Tensor.Of<byte>([5]) + -1, "The number -1 meets a Byte tensor, which holds 0 to 255. Convert the tensor with .To(DType.Int64) first." },
        { static () => 256 - Tensor.Of<byte>([5]), "The number 256 meets a Byte tensor" },
        { static () => Tensor.Of<byte>([0]) > -1, "The number -1 meets a Byte tensor" },
        { static () => Tensor.Of([1]) * 3_000_000_000, "The number 3000000000 meets an Int32 tensor" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_number_that_the_dtype_cannot_hold_is_refused_rather_than_changed(Func<Tensor> act, string says) =>
        Assert.StartsWith(says, Assert.Throws<DTypeException>(act).Message);

    [Fact]
    public void A_number_that_fits_is_taken()
    {
        Assert.Equal([(byte)255], (Tensor.Of<byte>([5]) + 250).ToArray<byte>());
        Assert.Equal([int.MinValue], (Tensor.Of([0]) + int.MinValue).ToArray<int>());
        Assert.Equal([1.5f], (Tensor.Of<byte>([2]) - 0.5).ToArray<float>());
    }
}
