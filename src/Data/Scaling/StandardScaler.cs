namespace AutoGrad.Data;

/// <summary>
/// Brings each feature to mean 0 and standard deviation 1: (x − μ) / σ, with μ and σ (over N) of the data it was fitted to, as scikit-learn's. A
/// feature that is constant there is only shifted.
/// </summary>
/// <param name="withMean">Whether to shift.</param>
/// <param name="withStd">Whether to scale.</param>
/// <param name="axes">The axes to look along; [0] if left out. For images [N, C, H, W], [0, 2, 3] scales by channel.</param>
public sealed class StandardScaler(bool withMean = true, bool withStd = true, Axes axes = default) : FeatureScaler(axes)
{
    private const double Ulp = 2.220446049250313e-16;

    /// <summary>What is subtracted: the means, or 0.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Mean => this["mean"];

    /// <summary>What is divided by: the standard deviations, or 1.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Scale => this["scale"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Names => ["mean", "scale"];

    /// <inheritdoc/>
    private protected override OrderedDictionary<string, Tensor> Statistics(Tensor data)
    {
        var mean = data.Mean(Axes, keepDim: true);
        var variance = (data - mean).Square().Mean(Axes, keepDim: true);
        // A constant's variance is what rounding leaves of it; the bound is that of Chan, Golub and LeVeque (1983).
        double n = (double)data.ElementCount / mean.ElementCount;
        var constant = variance <= n * Ulp * variance + (n * Ulp * mean).Square();
        return new()
        {
            ["mean"] = withMean ? mean : Tensor.ZerosLike(mean),
            ["scale"] = withStd ? Tensor.Where(constant, 1, variance.Sqrt()) : Tensor.OnesLike(mean),
        };
    }

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor x) => (x - Mean) / Scale;

    /// <inheritdoc/>
    protected override Tensor Undo(Tensor y) => y * Scale + Mean;

    /// <inheritdoc/>
    protected override string? Problem(IReadOnlyDictionary<string, Tensor> state) =>
        base.Problem(state) ?? ((state["scale"] > 0).All().Item<bool>() ? null : "scale: it should be greater than 0 throughout.");

    /// <summary>What it scales: <c>StandardScaler(4 features)</c>.</summary>
    public override string ToString() => $"StandardScaler({(IsFitted ? $"{Mean.ElementCount} features" : "not fitted")})";
}
