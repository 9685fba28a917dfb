namespace AutoGrad.Nn;

/// <summary>
/// Each channel brought to mean 0 and variance 1 over the batch and all axes after the channels: y = (x − E[x]) / √(Var[x] + epsilon) · weight +
/// bias, with the biased variance. In use, running statistics take the batch's place. Ioffe and Szegedy, ICML 2015. Composed of mean, variance and
/// arithmetic, so its derivatives follow.
/// </summary>
/// <inheritdoc cref="RunningNorm" path="/remarks"/>
public abstract class BatchNorm : RunningNorm
{
    private protected BatchNorm(
        int features,
        double epsilon,
        double? momentum,
        bool affine,
        bool trackRunningStats,
        bool momentumWeighsOld,
        bool unbiasedRunningVar,
        DType dtype)
        : base(features, epsilon, momentum, affine, trackRunningStats, momentumWeighsOld, unbiasedRunningVar, dtype)
    {
    }

    private protected override Tensor OfShape(Tensor x)
    {
        if (!TakesStatistics)
            return ByRunningStatistics(x);
        int count = x.ElementCount / Features;
        if (count < 2)
            throw new ShapeException(
                $"{Headline}: the input is {x.Shape}, {(count == 0 ? "no value" : "one value")} per channel, which has no variance " +
                "to divide by. Use batches of two or more (drop the last, smaller one), or call Eval() to use the running statistics.");
        Axes axes = [0, .. Enumerable.Range(2, x.Rank - 2)];
        var mean = x.Mean(axes, keepDim: true);
        var centred = x - mean;
        var variance = centred.Square().Mean(axes, keepDim: true);
        if (IsTracking)
            Track(mean, variance, count);
        return Affine(centred, (variance + Epsilon).Rsqrt(), PerChannel(x));
    }

    /// <summary>The error for an input of another shape.</summary>
    private protected ShapeException Unfit(Shape x, string expected, string suggestion) =>
        new($"{Headline}: the input is {x}; it must be {expected}.{suggestion}");
}
