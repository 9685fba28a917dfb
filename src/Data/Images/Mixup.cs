namespace AutoGrad.Data;

/// <summary>
/// Mixes each item of a batch, and its target, with another: λx₁ + (1 − λ)x₂, λ from Beta(α, α), drawn once a batch (Zhang et al., 2018). Labels
/// become probabilities, [N, classes], which <c>Loss.CrossEntropy</c> takes; other targets are mixed as they are. Inputs need not be images.
/// </summary>
public sealed record Mixup : Augmentation
{
    private readonly int? classes;

    /// <summary>A mixture.</summary>
    /// <param name="classes">How many classes labels stand for; null where targets are numbers or probabilities already.</param>
    /// <param name="alpha">α: the smaller, the less is mixed.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not greater than 0, or there is no class.</exception>
    public Mixup(int? classes = null, double alpha = 0.2)
    {
        if (!(alpha > 0 && double.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Mixup: α must be greater than 0, and finite.");
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "Mixup: there must be at least 1 class.");
        (this.classes, Alpha) = (classes, alpha);
    }

    /// <summary>α: the smaller, the less is mixed.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Apply(Tensor inputs, Tensor targets, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(generator);
        if (!inputs.DType.IsFloatingPoint)
            throw new DTypeException($"Mixup: the inputs are {inputs.DType}; convert them with .To(DType.Float32) first.");
        if (!targets.DType.IsFloatingPoint)
            targets = classes is { } count ? targets.OneHot(count, inputs.DType)
                : throw new DTypeException(
                    $"Mixup: the targets are {targets.DType} {targets.Shape}; for labels say how many classes there are: new Mixup(10).");
        using var unrecorded = Autodiff.NoGrad();
        var gammas = Tensor.Full([2], Alpha, DType.Float64).StandardGamma(generator); // a / (a + b) is a draw from Beta.
        double share = (gammas[0] / gammas.Sum()).Item();
        var others = Tensor.RandPerm(inputs.Shape[0], generator);
        return (Mixed(inputs), Mixed(targets));

        Tensor Mixed(Tensor x) => share * x + (1 - share) * x.IndexSelect(0, others);
    }
}
