namespace AutoGrad.Nn;

/// <summary>
/// What batch and instance normalisation share: a scale and a shift for each channel, running statistics, and their use in place of the input's own
/// once the layer is in use.
/// </summary>
/// <remarks>
/// Running statistics follow PyTorch: running = (1 − momentum)·running + momentum·batch, the variance unbiased. Other libraries weigh the old value
/// with momentum and keep the biased variance; <c>momentumWeighsOld: true, unbiasedRunningVar: false</c> gives theirs.
/// </remarks>
public abstract class RunningNorm : Module<Tensor, Tensor>
{
    private protected RunningNorm(
        int features,
        double epsilon,
        double? momentum,
        bool affine,
        bool trackRunningStats,
        bool momentumWeighsOld,
        bool unbiasedRunningVar,
        DType dtype)
    {
        Require.AtLeastOne(features, GetType().Name);
        Features = features;
        Epsilon = Require.NonNegative(epsilon, GetType().Name, nameof(epsilon));
        Momentum = momentum;
        MomentumWeighsOld = momentumWeighsOld;
        UnbiasedRunningVar = unbiasedRunningVar;
        if (affine)
            (Weight, Bias) = (new(Tensor.Ones([features], dtype)), new(Tensor.Zeros([features], dtype)));
        if (trackRunningStats)
            (RunningMean, RunningVar, NumBatchesTracked) =
                (new(Tensor.Zeros([features], dtype)), new(Tensor.Ones([features], dtype)), new(Tensor.Zeros([], DType.Int64)));
    }

    /// <summary>The scale, [C]; null where there is none.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift, [C]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The running mean, [C]; null where none is kept.</summary>
    public TensorBuffer? RunningMean { get; }

    /// <summary>The running variance, [C]; null where none is kept.</summary>
    public TensorBuffer? RunningVar { get; }

    /// <summary>How many batches the running statistics have seen, a scalar; null where none are kept.</summary>
    public TensorBuffer? NumBatchesTracked { get; }

    /// <summary>C, the number of channels.</summary>
    public int Features { get; }

    /// <summary>What keeps the divisor from zero.</summary>
    public double Epsilon { get; }

    /// <summary>The weight of the new batch in the running statistics; null for the plain average of all batches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside [0, 1].</exception>
    public double? Momentum
    {
        get;
        set => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException("momentum", value, $"{GetType().Name}: momentum must lie in [0, 1], or be null.");
    }

    /// <summary>Whether momentum is the weight of the old running value instead.</summary>
    public bool MomentumWeighsOld { get; }

    /// <summary>Whether the running variance averages the unbiased variances.</summary>
    public bool UnbiasedRunningVar { get; }

    /// <summary>Forgets the running statistics: means of 0, variances of 1, no batches.</summary>
    public void ResetRunningStats()
    {
        using var unrecorded = Autodiff.NoGrad();
        RunningMean?.FillInPlace(0);
        RunningVar?.FillInPlace(1);
        NumBatchesTracked?.FillInPlace(0);
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another shape than the layer takes, or too few values where statistics are taken of it.</exception>
    /// <exception cref="DTypeException">x has another dtype than the parameters.</exception>
    public sealed override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight ?? (Tensor?)RunningMean);
        RequireShape(x);
        if (IsTraining && RunningMean is not null && x.IsBatched)
            throw new AutogradException(
                $"{Headline}: in training the running statistics are written, and inside VMap each sample would write others. " +
                "Call Eval() to use them as they are, or make the layer with trackRunningStats: false.");
        return OfShape(x);
    }

    /// <summary>Checks the shape of an input.</summary>
    private protected abstract void RequireShape(Tensor x);

    /// <summary>The result for an input whose shape is right.</summary>
    private protected abstract Tensor OfShape(Tensor x);

    /// <summary>Whether the input's own statistics are used.</summary>
    private protected bool TakesStatistics => IsTraining || RunningMean is null;

    /// <summary>An input [N, C, …] by the running statistics.</summary>
    private protected Tensor ByRunningStatistics(Tensor x)
    {
        var perChannel = PerChannel(x);
        return Affine(x - RunningMean!.Reshape(perChannel), (RunningVar! + Epsilon).Rsqrt().Reshape(perChannel), perChannel);
    }

    /// <summary>Scaled and shifted. Scales of a channel are multiplied first, so that x is multiplied once, and once on the way back.</summary>
    private protected Tensor Affine(Tensor centred, Tensor? scale, Shape perChannel)
    {
        if (Weight is null)
            return scale is null ? centred : centred * scale;
        var weight = Weight.Reshape(perChannel);
        return centred * (scale is null ? weight : scale * weight) + Bias!.Reshape(perChannel);
    }

    /// <summary>The shape in which a tensor of the channels broadcasts to [N, C, …].</summary>
    private protected Shape PerChannel(Tensor x) => [Features, .. Enumerable.Repeat(1, x.Rank - 2)];

    /// <summary>Takes statistics into the running ones, where these are kept.</summary>
    /// <param name="mean">The means, of as many elements as there are channels.</param>
    /// <param name="variance">The biased variances.</param>
    /// <param name="count">Of how many values.</param>
    private protected void Track(Tensor mean, Tensor variance, int count)
    {
        using var unrecorded = Autodiff.NoGrad();
        NumBatchesTracked!.AddInPlace(1);
        double weight = Momentum is { } momentum ? MomentumWeighsOld ? 1 - momentum : momentum : 1.0 / NumBatchesTracked.Item();
        Average(RunningMean!, mean, 1);
        Average(RunningVar!, variance, UnbiasedRunningVar ? count / (count - 1.0) : 1);

        void Average(Tensor running, Tensor batch, double scale) =>
            running.CopyInPlace(running * (1 - weight) + batch.Reshape(running.Shape) * (weight * scale));
    }

    /// <summary>Whether statistics are to be taken into the running ones now.</summary>
    private protected bool IsTracking => IsTraining && RunningMean is not null && !Autodiff.IsRecomputing;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"{Features}, epsilon: {Epsilon}, momentum: {(object?)Momentum ?? "none"}");
}
