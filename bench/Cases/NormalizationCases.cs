using AutoGrad.Nn;

namespace AutoGrad.Bench.Cases;

/// <summary>Layer and batch normalisation with the gradients of input, scale and shift.</summary>
internal static class NormalizationCases
{
    public static IEnumerable<(string, Func<Action>)> All =>
    [
        ("layernorm-1024x128", () => Layer(1024, 128)),
        ("layernorm-1024x768", () => Layer(1024, 768)),
        ("bn1d-256x512", () => Batch([256, 512], [512], [0])),
        ("bn2d-32x16x32x32", () => Batch([32, 16, 32, 32], [16, 1, 1], [0, 2, 3])),
    ];

    private static Action Layer(int rows, int features)
    {
        var layer = new LayerNorm(features);
        Tensor x = Work.Random(rows, features).WithGrad(), seed = Work.Random(rows, features);
        return Work.ForwardAndBackward(() => layer.Forward(x), seed, x, layer.Weight!, layer.Bias!);
    }

    /// <summary>Batch normalisation as one would write it down, its backward pass derived.</summary>
    private static Action Batch(int[] shape, int[] perChannel, int[] over)
    {
        Axes axes = over;
        Tensor x = Work.Random(shape).WithGrad(), seed = Work.Random(shape);
        Tensor gamma = Tensor.Ones(perChannel).WithGrad(), beta = Tensor.Zeros(perChannel).WithGrad();
        return Work.ForwardAndBackward(
            () =>
            {
                var centred = x - x.Mean(axes, keepDim: true);
                var variance = centred.Square().Mean(axes, keepDim: true);
                return centred * ((variance + 1e-5).Rsqrt() * gamma) + beta;
            },
            seed, x, gamma, beta);
    }
}
