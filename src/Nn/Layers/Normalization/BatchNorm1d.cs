namespace AutoGrad.Nn;

/// <summary>
/// Each channel brought to mean 0 and variance 1 over the batch, for x [N, C] or [N, C, L]: y = (x − E[x]) / √(Var[x] + epsilon) · weight + bias,
/// with the biased variance. In use, running statistics take the batch's place. Ioffe and Szegedy, ICML 2015. Composed of mean, variance and
/// arithmetic, so its derivatives follow.
/// </summary>
/// <remarks>
/// Running statistics follow PyTorch: running = (1 − momentum)·running + momentum·batch, the variance unbiased. Other libraries weigh the old value
/// with momentum and keep the biased variance; <c>momentumWeighsOld: true, unbiasedRunningVar: false</c> gives theirs.
/// </remarks>
public sealed class BatchNorm1d : Module<Tensor, Tensor>
{
    /// <summary>A layer whose scale starts at 1 and shift at 0.</summary>
    /// <param name="features">C, the number of channels.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="momentum">The weight of the new batch in the running statistics; null for the plain average of all batches.</param>
    /// <param name="affine">Whether a learned scale and shift follow.</param>
    /// <param name="trackRunningStats">Whether running statistics are kept; without them, the batch's are used always.</param>
    /// <param name="momentumWeighsOld">Whether momentum is the weight of the old running value instead.</param>
    /// <param name="unbiasedRunningVar">Whether the running variance averages Σ(x − mean)²/(n − 1), else Σ(x − mean)²/n.</param>
    /// <param name="dtype">The dtype of scale, shift and statistics.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive, epsilon is negative or not finite, or momentum lies
    /// outside [0, 1].</exception>
    public BatchNorm1d(
        int features,
        double epsilon = 1e-5,
        double? momentum = 0.1,
        bool affine = true,
        bool trackRunningStats = true,
        bool momentumWeighsOld = false,
        bool unbiasedRunningVar = true,
        DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (momentum is { } weight && !(weight >= 0 && weight <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "BatchNorm1d: momentum must lie in [0, 1], or be null.");
        Features = features;
        Epsilon = Require.NonNegative(epsilon, nameof(BatchNorm1d), nameof(epsilon));
        Momentum = momentum;
        MomentumWeighsOld = momentumWeighsOld;
        UnbiasedRunningVar = unbiasedRunningVar;
        if (affine)
            (Weight, Bias) = (new(Tensor.Ones([features], dtype)), new(Tensor.Zeros([features], dtype)));
        if (trackRunningStats)
            (RunningMean, RunningVar, BatchesTracked) =
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
    public TensorBuffer? BatchesTracked { get; }

    /// <summary>C, the number of channels.</summary>
    public int Features { get; }

    /// <summary>What keeps the divisor from zero.</summary>
    public double Epsilon { get; }

    /// <summary>The weight of the new batch in the running statistics; null for the plain average of all batches.</summary>
    public double? Momentum { get; }

    /// <summary>Whether momentum is the weight of the old running value instead.</summary>
    public bool MomentumWeighsOld { get; }

    /// <summary>Whether the running variance averages the unbiased variances.</summary>
    public bool UnbiasedRunningVar { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [N, C] or [N, C, L], or has a single value per channel where statistics are taken of it.</exception>
    /// <exception cref="DTypeException">x has another dtype than the parameters.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight ?? (Tensor?)RunningMean);
        if (x.Rank is not (2 or 3) || x.Shape[1] != Features)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, {Features}] or [N, {Features}, L].{Suggestion(x.Shape)}");
        if (IsTraining && RunningMean is not null && x.IsBatched)
            throw new AutogradException(
                $"{Headline}: in training the running statistics are written, and inside VMap each sample would write others. " +
                "Call Eval() to use them as they are, or make the layer with trackRunningStats: false.");
        Shape perChannel = x.Rank == 2 ? [Features] : [Features, 1];
        Tensor centred, scale;
        if (IsTraining || RunningMean is null)
        {
            int count = x.ElementCount / Features;
            if (count < 2)
                throw new ShapeException(
                    $"{Headline}: the input is {x.Shape}, {(count == 0 ? "no value" : "one value")} per channel, which has no variance " +
                    "to divide by. Use batches of two or more (drop the last, smaller one), or call Eval() to use the running statistics.");
            Axes axes = x.Rank == 2 ? [0] : [0, 2];
            var mean = x.Mean(axes, keepDim: true);
            centred = x - mean;
            var variance = centred.Square().Mean(axes, keepDim: true);
            if (IsTraining && RunningMean is not null && !Autodiff.IsRecomputing)
                Track(mean, variance, count);
            scale = (variance + Epsilon).Rsqrt();
        }
        else
        {
            centred = x - RunningMean.Reshape(perChannel);
            scale = (RunningVar! + Epsilon).Rsqrt().Reshape(perChannel);
        }
        // Scales of a channel are multiplied first, so that x is multiplied once, and once on the way back.
        return Weight is null ? centred * scale : centred * (scale * Weight.Reshape(perChannel)) + Bias!.Reshape(perChannel);
    }

    /// <summary>Takes a batch's statistics into the running ones.</summary>
    private void Track(Tensor mean, Tensor variance, int count)
    {
        using var unrecorded = Autodiff.NoGrad();
        BatchesTracked!.AddInPlace(1);
        double weight = Momentum is { } momentum ? MomentumWeighsOld ? 1 - momentum : momentum : 1.0 / BatchesTracked.Item();
        Average(RunningMean!, mean, 1);
        Average(RunningVar!, variance, UnbiasedRunningVar ? count / (count - 1.0) : 1);

        void Average(Tensor running, Tensor batch, double scale) =>
            running.CopyInPlace(running * (1 - weight) + batch.Reshape(running.Shape) * (weight * scale));
    }

    private string Suggestion(Shape x) =>
        x.Rank == 3 && x[2] == Features ? " Did you mean x.Transpose(1, 2)?"
        : x.Rank == 1 && x[0] == Features ? " Did you mean x.Unsqueeze(0)?"
        : x.Rank > 3 && x[1] == Features ? " Did you mean x.Flatten(2)?"
        : "";

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"{Features}, epsilon: {Epsilon}, momentum: {(object?)Momentum ?? "none"}");
}
