namespace AutoGrad.Data;

/// <summary>Adds normal noise to every pixel.</summary>
/// <param name="Std">Its standard deviation.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Clip">Whether pixels stay between 0 and 1.</param>
public sealed record GaussianNoise(double Std = 0.1, double Mean = 0, bool Clip = false) : ImageAugmentation
{
    /// <summary>Its standard deviation.</summary>
    public double Std { get; init; } = Probability.RequireFinite(Std, nameof(GaussianNoise), nameof(Std));

    /// <inheritdoc/>
    protected override Tensor Images(Tensor images, Generator generator)
    {
        var noisy = images + (Std * Tensor.Randn(images.Shape, generator, images.DType) + Mean);
        return Clip ? noisy.Clamp(0, 1) : noisy;
    }
}
