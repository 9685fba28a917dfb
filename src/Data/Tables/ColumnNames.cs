using System.Collections;

namespace AutoGrad.Data;

/// <summary>The names of a table's columns, each another.</summary>
internal sealed class ColumnNames : IReadOnlyList<string>
{
    private readonly string[] names;
    private readonly Dictionary<string, int> places = [];

    public ColumnNames(string table, IEnumerable<string> names)
    {
        this.names = [.. names];
        Table = table;
        foreach (var (place, name) in this.names.Index())
            if (!places.TryAdd(name, place))
                throw new InvalidDataException($"{table}: columns {places[name] + 1} and {place + 1} are both called '{name}'. " +
                    "Give names of your own: Csv.Read(path, names: [...]).");
    }

    /// <summary>What errors call the table.</summary>
    public string Table { get; }

    public int Count => names.Length;

    public string this[int index] => names[index];

    /// <summary>Where a column stands.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return places.TryGetValue(name, out int place) ? place : throw new ArgumentException(
            $"{Table}: there is no column '{name}'{Guess(name)} The columns are {string.Join(", ", names)}.");
    }

    public IEnumerator<string> GetEnumerator() => names.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Guess(string name)
    {
        string? near = names.Where(other => Distance(name, other) <= 2).MinBy(other => Distance(name, other));
        return near is null ? "." : $"; did you mean '{near}'?";
    }

    /// <summary>How many letters must be put in, taken out or changed to make one name of the other (Levenshtein), where case does not
    /// count.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int change = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(diagonal, row[j]) + 1);
            }
        }
        return row[^1];
    }
}
