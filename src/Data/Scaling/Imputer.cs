namespace AutoGrad.Data;

/// <summary>What an <see cref="Imputer"/> puts in the place of missing values.</summary>
public enum Filling
{
    /// <summary>The feature's mean.</summary>
    Mean,

    /// <summary>The feature's median.</summary>
    Median,

    /// <summary>A number, the same for all.</summary>
    Constant,
}

/// <summary>
/// Fills missing values, which are NaN, with what it has learned of each feature in the data it was fitted to, as scikit-learn's SimpleImputer. What
/// is filled stays so: there is nothing to undo.
/// </summary>
/// <param name="filling">What missing values become.</param>
/// <param name="constant">The number, with <see cref="Filling.Constant"/>.</param>
public sealed class Imputer(Filling filling = Filling.Mean, double constant = 0) : FeatureScaler([0])
{
    /// <summary>What missing values become, by feature.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Fill => this["fill"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Names => ["fill"];

    private protected override bool TakesNaN => true;

    /// <inheritdoc/>
    private protected override OrderedDictionary<string, Tensor> Statistics(Tensor data)
    {
        var fill = filling switch
        {
            Filling.Mean => data.NanMean(Axes, keepDim: true),
            Filling.Median => data.NanQuantile(0.5, axis: 0, keepDim: true),
            _ => Tensor.Full(data[..1].Shape, constant, DType.Float64),
        };
        if (fill.IsFinite().Not().Nonzero() is { ElementCount: > 0 } empty)
            throw new ArgumentException($"Imputer: feature [{string.Join(", ", empty[0, 1..].ToArray<long>())}] has no value at all, so it has no " +
                $"{(filling == Filling.Mean ? "mean" : "median")}. Leave it out, or fill with a constant.");
        return new() { ["fill"] = fill };
    }

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor x) => Tensor.Where(x.IsNaN(), Fill, x);

    /// <inheritdoc/>
    protected override Tensor Undo(Tensor y) => y;

    /// <summary>What it fills: <c>Imputer(Mean of 4 features)</c>.</summary>
    public override string ToString() => $"Imputer({filling} of {(IsFitted ? $"{Fill.ElementCount} features" : "what is not fitted yet")})";
}
