namespace AutoGrad.Data;

/// <summary>
/// Categories as labels, 0 to K − 1, and back, as scikit-learn's: <c>labels = encoder.FitTransform(table["species"])</c>. Fit on the training data,
/// use for all, and save its state with the model.
/// </summary>
public sealed class LabelEncoder
{
    private readonly Categories categories = new(nameof(LabelEncoder));

    /// <summary>An encoder that learns its categories by <see cref="Fit"/>.</summary>
    public LabelEncoder()
    {
    }

    /// <summary>An encoder of categories in an order of one's own.</summary>
    /// <param name="classes">The categories; the first has label 0.</param>
    /// <exception cref="ArgumentException">There are none, or one is listed twice.</exception>
    public LabelEncoder(params IReadOnlyList<string> classes) => categories.Take(classes ?? throw new ArgumentNullException(nameof(classes)));

    /// <summary>Whether it knows its categories.</summary>
    public bool IsFitted => categories.Known;

    /// <summary>The categories by label.</summary>
    /// <exception cref="InvalidOperationException">None are known yet.</exception>
    public IReadOnlyList<string> Classes => categories.Classes;

    /// <summary>Learns the categories that occur, in the order of their characters. Missing values are no category.</summary>
    /// <returns>This encoder.</returns>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public LabelEncoder Fit(IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        categories.Learn(values);
        return this;
    }

    /// <summary>Labels as Int64, [N].</summary>
    /// <exception cref="ArgumentException">A value is missing, or of no known category.</exception>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public Tensor Transform(IReadOnlyList<string?> values) => Tensor.Wrap(categories.KnownNumbersOf(values, ""));

    /// <summary>Learns the categories and gives their labels.</summary>
    /// <inheritdoc cref="Transform"/>
    public Tensor FitTransform(IReadOnlyList<string?> values) => Fit(values).Transform(values);

    /// <summary>The categories of labels.</summary>
    /// <param name="labels">Whole numbers, [N].</param>
    /// <exception cref="ArgumentException">These are no labels.</exception>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public string[] InverseTransform(Tensor labels) => categories.NamesOf(labels);

    /// <summary>The categories as a tensor by name, for a file or a checkpoint.</summary>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public OrderedDictionary<string, Tensor> StateDict() => categories.StateDict();

    /// <summary>Takes the categories of another encoder's state.</summary>
    /// <exception cref="ArgumentException">It is no such state; nothing was changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state) => categories.LoadStateDict(state);

    /// <summary>What it knows: <c>LabelEncoder(setosa, versicolor, virginica)</c>.</summary>
    public override string ToString() => $"LabelEncoder({(IsFitted ? categories.Listed() : "not fitted")})";
}
