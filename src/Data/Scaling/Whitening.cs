namespace AutoGrad.Data;

/// <summary>The two ways to whiten.</summary>
public enum WhiteningKind
{
    /// <summary>Features become components, the one with the greatest variance first.</summary>
    Pca,

    /// <summary>Components are turned back, so that features stay as near to what they were as they can; images still look like images.</summary>
    Zca,
}

/// <summary>
/// Makes features uncorrelated, of mean 0 and variance 1 (over N − 1): with the eigenvectors V and eigenvalues λ of the covariance,
/// (x − μ)V / √(λ + ε), and that times Vᵀ for ZCA (Bell and Sejnowski, 1997). Items of several axes are taken as vectors; ZCA gives them back their
/// shape.
/// </summary>
public sealed class Whitening : Scaler
{
    private readonly WhiteningKind kind;
    private readonly int? components;
    private readonly double epsilon;

    /// <summary>A scaler that whitens.</summary>
    /// <param name="kind">Which of the two ways.</param>
    /// <param name="components">How many components to keep, those of the greatest variance; null for all, and always with ZCA.</param>
    /// <param name="epsilon">ε, which keeps components of next to no variance from being blown up; for images 0.01 to 0.1 is usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">There would be no components, or ε is negative.</exception>
    /// <exception cref="ArgumentException">ZCA with a number of components.</exception>
    public Whitening(WhiteningKind kind = WhiteningKind.Pca, int? components = null, double epsilon = 1e-12)
    {
        if (components < 1)
            throw new ArgumentOutOfRangeException(nameof(components), components, "Whitening: at least 1 component must be kept.");
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Whitening: ε must be 0 or more, and finite.");
        if (kind == WhiteningKind.Zca && components is not null)
            throw new ArgumentException("Whitening: ZCA keeps all components; leave their number out, or whiten by PCA.", nameof(components));
        (this.kind, this.components, this.epsilon) = (kind, components, epsilon);
    }

    /// <summary>Which of the two ways.</summary>
    public WhiteningKind Kind => IsFitted ? (WhiteningKind)this["settings"][0].Item<int>() : kind;

    /// <summary>The means of the features.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Mean => this["mean"];

    /// <summary>The variances of the components, the greatest first, [K].</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Variances => this["variances"];

    /// <summary>The directions of the components, orthonormal columns, [F, K].</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Components => this["components"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Names => ["mean", "variances", "components", "settings"];

    private Tensor Deviations => (Variances + this["settings"][1]).Sqrt();

    /// <inheritdoc/>
    protected override OrderedDictionary<string, Tensor> Learn(Tensor data)
    {
        int items = data.Shape[0], features = data.ElementCount / items, kept = components ?? features;
        if (items < 2)
            throw new ShapeException($"Whitening: the data is {data.Shape}; a covariance takes at least 2 items.");
        if (kept > features)
            throw new ShapeException($"Whitening: the data is {data.Shape}, {features} features; {kept} components cannot be kept.");
        var mean = data.Mean(0);
        var centred = (data - mean).Reshape([items, features]);
        var (values, vectors) = (centred.T.MatMul(centred) / (items - 1)).Eigh();
        return new()
        {
            ["mean"] = mean,
            ["variances"] = values.Flip(0)[..kept].Maximum(0),
            ["components"] = vectors.Flip(1)[.., ..kept],
            ["settings"] = Tensor.Of([(double)kind, epsilon]),
        };
    }

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor x)
    {
        var components = (x - Mean).Reshape([-1, Mean.ElementCount]).MatMul(Components) / Deviations;
        return Kind == WhiteningKind.Zca ? components.MatMul(Components.T).Reshape(x.Shape)
            : components.Reshape([.. Leading(x, Mean.Rank), Variances.ElementCount]);
    }

    /// <inheritdoc/>
    protected override Tensor Undo(Tensor y)
    {
        bool zca = Kind == WhiteningKind.Zca;
        var components = zca ? y.Reshape([-1, Mean.ElementCount]).MatMul(Components) : y.Reshape([-1, Variances.ElementCount]);
        return (components * Deviations).MatMul(Components.T).Reshape([.. Leading(y, zca ? Mean.Rank : 1), .. Mean.Shape.AsSpan()]) + Mean;
    }

    private protected override void RequireScaled(Tensor y) =>
        Require(y, nameof(InverseTransform), Kind == WhiteningKind.Zca ? Mean.Shape : Variances.Shape);

    /// <inheritdoc/>
    protected override string? Problem(IReadOnlyDictionary<string, Tensor> state)
    {
        var (mean, variances, components, settings) = (state["mean"], state["variances"], state["components"], state["settings"]);
        return variances.Rank != 1 || components.Shape != [mean.ElementCount, variances.ElementCount]
            ? $"components: it is {components.Shape}, and there are {mean.ElementCount} features and variances {variances.Shape}."
            : settings.Shape != [2] || settings[0].Item() is not (0 or 1) || settings[1].Item() < 0 || (variances < 0).Any().Item<bool>()
                ? "settings: it should be the kind, 0 or 1, and ε; and no variance should be negative." : null;
    }

    /// <summary>What it does: <c>Whitening(Pca, 64 features to 20)</c>.</summary>
    public override string ToString() => !IsFitted ? $"Whitening({Kind}, not fitted)"
        : $"Whitening({Kind}, {Mean.ElementCount} features to {(Kind == WhiteningKind.Pca ? Variances : Mean).ElementCount})";

    private static int[] Leading(Tensor x, int features) => x.Shape.AsSpan()[..^features].ToArray();
}
