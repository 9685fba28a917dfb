namespace AutoGrad.Distributions;

/// <summary>The distribution of 1 with probability p and 0 otherwise.</summary>
public sealed class Bernoulli : Distribution
{
    private readonly Tensor? probs, logits;

    /// <summary>A distribution for each probability, or for each of their log odds.</summary>
    /// <param name="probs">p in [0, 1].</param>
    /// <param name="logits">ln(p / (1 − p)), in place of probabilities.</param>
    /// <exception cref="ArgumentException">Neither or both are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability lies outside [0, 1].</exception>
    public Bernoulli(Tensor? probs = null, Tensor? logits = null) : base(
        (probs ?? logits)?.Shape ?? default, (probs ?? logits) is { } given ? ParameterChecks.Real(given, nameof(probs)).DType : DType.Float32)
    {
        ParameterChecks.RequireOne(nameof(Bernoulli), probs, logits);
        this.probs = probs is null ? null : ParameterChecks.Real(probs, nameof(probs));
        this.logits = logits is null ? null : ParameterChecks.Real(logits, nameof(logits));
        if (this.probs is not null)
            ParameterChecks.RequireProbabilities(nameof(Bernoulli), this.probs);
    }

    /// <summary>p.</summary>
    public Tensor Probs => probs ?? logits!.Sigmoid();

    /// <summary>ln(p / (1 − p)); of probabilities 0 and 1 that of the nearest number between.</summary>
    public Tensor Logits
    {
        get
        {
            if (logits is not null)
                return logits;
            var p = ParameterChecks.Inner(probs!);
            return p.Log() - (-p).Log1p();
        }
    }

    /// <inheritdoc/>
    public override Tensor Mean => Probs;

    /// <inheritdoc/>
    public override Tensor Variance => Probs * (1 - Probs);

    /// <inheritdoc/>
    public override bool HasRSample => false;

    /// <inheritdoc/>
    public override Tensor Entropy() => Logits.BinaryCrossEntropyWithLogits(Probs);

    /// <inheritdoc/>
    public override string ToString() => $"Bernoulli({(probs is null ? "logits" : "probs")}: {BatchShape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => (Uniformly(shape, generator) < Probs).To(DType);

    private protected override Tensor LogProbOf(Tensor value)
    {
        var shape = Shape.Broadcast(value.Shape, BatchShape);
        return -Logits.Expand(shape).BinaryCrossEntropyWithLogits(value.To(DType).Expand(shape));
    }

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not Bernoulli other)
            return null;
        Tensor x = Logits, y = other.Logits;
        return Probs * ((-y).Softplus() - (-x).Softplus()) + (1 - Probs) * (y.Softplus() - x.Softplus());
    }
}
