namespace AutoGrad.Data;

/// <summary>
/// Categories as rows with a one in the category's column, and back: <c>Tensor.Cat([numbers, encoder.FitTransform(table["type"])], axis: 1)</c>.
/// Labels that are whole numbers already become such rows by <c>labels.OneHot(classes)</c>.
/// </summary>
/// <param name="ignoreUnknown">Whether a value that is missing or of no known category is a row of zeros; else it is an error.</param>
public sealed class OneHotEncoder(bool ignoreUnknown = false)
{
    private readonly Categories categories = new(nameof(OneHotEncoder));

    /// <summary>Whether a value that is missing or of no known category is a row of zeros.</summary>
    public bool IgnoreUnknown { get; } = ignoreUnknown;

    /// <summary>Whether it knows its categories.</summary>
    public bool IsFitted => categories.Known;

    /// <summary>The categories by column.</summary>
    /// <exception cref="InvalidOperationException">None are known yet.</exception>
    public IReadOnlyList<string> Classes => categories.Classes;

    /// <summary>Learns the categories that occur, in the order of their characters. Missing values are no category.</summary>
    /// <returns>This encoder.</returns>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public OneHotEncoder Fit(IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        categories.Learn(values);
        return this;
    }

    /// <summary>Zeros and ones as Float32, [N, K].</summary>
    /// <exception cref="ArgumentException">A value is missing, or of no known category.</exception>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public Tensor Transform(IReadOnlyList<string?> values)
    {
        var numbers = IgnoreUnknown ? categories.NumbersOf(values)
            : categories.KnownNumbersOf(values, " Or ignore those: new OneHotEncoder(ignoreUnknown: true).");
        var result = new float[numbers.Length * Classes.Count];
        for (int row = 0; row < numbers.Length; row++)
            if (numbers[row] >= 0)
                result[row * Classes.Count + numbers[row]] = 1;
        return Tensor.Wrap(result, [numbers.Length, Classes.Count]);
    }

    /// <summary>Learns the categories and gives their rows.</summary>
    /// <inheritdoc cref="Transform"/>
    public Tensor FitTransform(IReadOnlyList<string?> values) => Fit(values).Transform(values);

    /// <summary>The categories of rows: where the greatest number stands, so that probabilities do as well; null for a row of zeros.</summary>
    /// <param name="rows">[N, K].</param>
    /// <exception cref="ShapeException">There are not as many columns as categories.</exception>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public string?[] InverseTransform(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rank != 2 || rows.Shape[1] != Classes.Count)
            throw new ShapeException($"OneHotEncoder: the rows are {rows.Shape}; with {Classes.Count} categories they are [N, {Classes.Count}].");
        if (rows.Shape[0] == 0)
            return [];
        string?[] names = categories.NamesOf(rows.ArgMax(axis: 1));
        var any = rows.NotEqualTo(0).Any(1).ToArray<bool>();
        for (int i = 0; i < names.Length; i++)
            if (!any[i])
                names[i] = null;
        return names;
    }

    /// <summary>The categories as a tensor by name, for a file or a checkpoint.</summary>
    /// <exception cref="InvalidOperationException">No categories are known yet.</exception>
    public OrderedDictionary<string, Tensor> StateDict() => categories.StateDict();

    /// <summary>Takes the categories of another encoder's state.</summary>
    /// <exception cref="ArgumentException">It is no such state; nothing was changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state) => categories.LoadStateDict(state);

    /// <summary>What it knows: <c>OneHotEncoder(Condo, Multi_Family, Residential)</c>.</summary>
    public override string ToString() => $"OneHotEncoder({(IsFitted ? categories.Listed() : "not fitted")})";
}
