namespace AutoGrad.Data;

/// <summary>
/// Brings each feature to a range: low + (x − min) / (max − min)·(high − low), with the least and the greatest value of the data it was fitted to. A
/// feature that is constant there becomes low.
/// </summary>
public sealed class MinMaxScaler : FeatureScaler
{
    private readonly double low, high;

    /// <summary>A scaler to a range.</summary>
    /// <param name="low">What the least value becomes.</param>
    /// <param name="high">What the greatest value becomes.</param>
    /// <param name="clip">Whether values beyond those that were fitted become low and high.</param>
    /// <param name="axes">The axes to look along; [0] if left out. For images [N, C, H, W], [0, 2, 3] scales by channel.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or a bound is not finite.</exception>
    public MinMaxScaler(double low = 0, double high = 1, bool clip = false, Axes axes = default) : base(axes)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low < high))
            throw new ArgumentOutOfRangeException(
                nameof(high), high, FormattableString.Invariant($"MinMaxScaler: low is {low} and must be less than high."));
        (this.low, this.high, Clip) = (low, high, clip);
    }

    /// <summary>Whether values beyond those that were fitted become the bounds of the range.</summary>
    public bool Clip { get; }

    /// <summary>The least value of each feature.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Minimum => this["minimum"];

    /// <summary>The greatest value of each feature.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public Tensor Maximum => this["maximum"];

    /// <summary>What the least and the greatest value become, those of a loaded state where there is one.</summary>
    public (double Low, double High) Range => IsFitted ? (this["range"][0].Item(), this["range"][1].Item()) : (low, high);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Names => ["minimum", "maximum", "range"];

    private Tensor Width
    {
        get
        {
            var width = Maximum - Minimum;
            return Tensor.Where(width > 0, width, 1);
        }
    }

    /// <inheritdoc/>
    private protected override OrderedDictionary<string, Tensor> Statistics(Tensor data) => new()
    {
        ["minimum"] = data.AMin(Axes, keepDim: true),
        ["maximum"] = data.AMax(Axes, keepDim: true),
        ["range"] = Tensor.Of([low, high]),
    };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor x)
    {
        var (low, high) = Range;
        var y = (x - Minimum) / Width * (high - low) + low;
        return Clip ? y.Clamp(low, high) : y;
    }

    /// <inheritdoc/>
    protected override Tensor Undo(Tensor y)
    {
        var (low, high) = Range;
        return (y - low) / (high - low) * Width + Minimum;
    }

    /// <inheritdoc/>
    protected override string? Problem(IReadOnlyDictionary<string, Tensor> state) =>
        state["minimum"].Shape != state["maximum"].Shape ? $"minimum is {state["minimum"].Shape} and maximum {state["maximum"].Shape}."
        : !(state["minimum"] <= state["maximum"]).All().Item<bool>() ? "maximum: it should nowhere be less than the minimum."
        : state["range"].Shape != [2] || !(state["range"][0].Item() < state["range"][1].Item())
            ? "range: it should be two numbers, the smaller first."
        : null;

    /// <summary>What it scales: <c>MinMaxScaler(4 features to [0, 1])</c>.</summary>
    public override string ToString()
    {
        var (low, high) = Range;
        return FormattableString.Invariant($"MinMaxScaler({(IsFitted ? $"{Minimum.ElementCount} features" : "not fitted")} to [{low}, {high}])");
    }
}
