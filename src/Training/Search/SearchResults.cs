using System.Globalization;
using System.Text;

namespace AutoGrad.Training;

/// <summary>A trial and what came of it.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Round">The round it was in.</param>
/// <param name="Budget">How much was spent on it.</param>
/// <param name="Values">The values by name.</param>
/// <param name="Score">What the objective returned; NaN where it failed with numbers that are not finite.</param>
public sealed record TrialResult(int Trial, int Round, int Budget, IReadOnlyDictionary<string, object> Values, double Score)
{
    /// <summary>A number, whole or not.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public double this[string name] => Convert.ToDouble(AutoGrad.Training.Trial.Find(Values, name), CultureInfo.InvariantCulture);

    /// <summary>The number, the values and the score: <c>3: learning rate = 0.012, units = 32, score = 0.91</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{AutoGrad.Training.Trial.Describe(Trial, Values)}, score = {Score:G6}");
}

/// <summary>What came of a search, a table: a row for each trial, and in each round it was in.</summary>
public sealed class SearchResults
{
    private readonly string[] names;
    private readonly bool maximize;

    internal SearchResults(IReadOnlyList<TrialResult> trials, string[] names, bool maximize) =>
        (Trials, this.names, this.maximize) = (trials, names, maximize);

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<TrialResult> Trials { get; }

    /// <summary>All of them, the largest budget first, of equal ones the best score first; NaN comes last.</summary>
    public IReadOnlyList<TrialResult> Ranked =>
    [
        .. Trials.OrderByDescending(static one => one.Budget).ThenBy(static one => double.IsNaN(one.Score))
            .ThenBy(one => maximize ? -one.Score : one.Score).ThenBy(static one => one.Trial),
    ];

    /// <summary>The best of those with the largest budget.</summary>
    /// <exception cref="InvalidOperationException">None of them has a score that is a number.</exception>
    public TrialResult Best => Ranked[0] is { Score: not double.NaN } best ? best : throw new InvalidOperationException(
        $"SearchResults: none of the trials with the largest budget, {Ranked[0].Budget}, has a score that is a number, so none is best; " +
        "Trials has them all. A diverging training may need lower learning rates.");

    /// <summary>A table of comma-separated values, whose numbers read back to the same bits.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("trial,round,budget");
        foreach (string name in names)
            text.Append(',').Append(Quoted(name));
        text.Append(",score\n");
        foreach (var one in Trials)
        {
            text.Append(CultureInfo.InvariantCulture, $"{one.Trial},{one.Round},{one.Budget}");
            foreach (string name in names)
                text.Append(',').Append(Quoted(Text(one.Values[name], "R")));
            text.Append(CultureInfo.InvariantCulture, $",{one.Score:R}\n");
        }
        return text.ToString();
    }

    /// <summary>Writes <see cref="ToCsv"/> to a file.</summary>
    public void Save(string path) => WholeFile.Write(path, ToCsv());

    /// <summary>The table, the best first.</summary>
    public override string ToString()
    {
        bool budgets = Trials.Any(static one => one.Budget != 1);
        List<string[]> rows = [["trial", .. budgets ? ["budget"] : Array.Empty<string>(), .. names, "score"]];
        foreach (var one in Ranked)
            rows.Add(
            [
                Text(one.Trial, "G"), .. budgets ? [Text(one.Budget, "G")] : Array.Empty<string>(),
                .. names.Select(name => Text(one.Values[name], "G4")), Text(one.Score, "G6"),
            ]);
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column])))));
    }

    private static string Text(object value, string format) =>
        value is double number ? number.ToString(format, CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
