namespace AutoGrad.Tests;

/// <summary>3×3 filters over many channels take another way in Float32 than in Float64; both must arrive.</summary>
public class WinogradTests
{
    [Theory]
    [InlineData(32, 32, 64, 8, 8, 1, 1, true)]
    [InlineData(3, 64, 32, 7, 9, 1, 1, false)]
    [InlineData(1, 32, 48, 33, 20, 0, 1, true)]
    [InlineData(40, 96, 32, 3, 3, 0, 1, false)]
    [InlineData(2, 64, 128, 12, 13, 2, 2, true)]
    [InlineData(5, 32, 32, 6, 4, 3, 1, false)]
    public void Values_and_gradients_are_those_of_float64(int n, int c, int o, int h, int w, int padding, int groups, bool hasBias)
    {
        var generator = Generator.Seeded(n + h);
        Tensor x = Tensor.Randn([n, c, h, w], generator: generator), filters = Tensor.Randn([o, c / groups, 3, 3], generator: generator) / Math.Sqrt(9 * c / groups);
        var bias = hasBias ? Tensor.Randn([o], generator: generator) : null;
        int high = h + 2 * padding - 2, wide = w + 2 * padding - 2;
        var g = Tensor.Randn([n, o, high, wide], generator: generator);
        Tensor[] Run(DType dtype)
        {
            Tensor x1 = x.To(dtype).Detach().WithGrad(), w1 = filters.To(dtype).Detach().WithGrad();
            var y = x1.Conv2d(w1, bias?.To(dtype), padding: padding, groups: groups);
            y.Backward(g.To(dtype));
            return [y, x1.Grad!, w1.Grad!];
        }
        foreach (var (single, exact) in Run(DType.Float32).Zip(Run(DType.Float64)))
        {
            double error = (single.To(DType.Float64) - exact).Abs().Max().Item<double>(), scale = exact.Abs().Max().Item<double>();
            Assert.True(error <= 2e-6 * scale, $"{error:0.0e+00} of {scale:0.00}");
        }
    }
}
