using System.Text;

namespace AutoGrad.Data;

/// <summary>The categories that an encoder knows, each with a number, and their form in a state.</summary>
internal sealed class Categories(string encoder)
{
    private const string Key = "classes";
    private const int Shown = 20;

    private string[]? classes;
    private Dictionary<string, long> numbers = [];

    public bool Known => classes is not null;

    public IReadOnlyList<string> Classes =>
        classes ?? throw new InvalidOperationException($"{encoder}: it knows no categories yet; call Fit(values) first.");

    /// <summary>Takes categories in the order given.</summary>
    public void Take(IEnumerable<string> values)
    {
        string[] taken = [.. values];
        var map = new Dictionary<string, long>(taken.Length);
        foreach (string name in taken)
            if (!map.TryAdd(name ?? throw new ArgumentException($"{encoder}: a category is null.", nameof(values)), map.Count))
                throw new ArgumentException($"{encoder}: the category '{name}' is listed twice.", nameof(values));
        if (taken.Length == 0)
            throw new ArgumentException($"{encoder}: there are no values to learn categories from.", nameof(values));
        (classes, numbers) = (taken, map);
    }

    /// <summary>Learns the categories that occur, in the order of their characters, whatever the culture.</summary>
    public void Learn(IEnumerable<string?> values) => Take(values.OfType<string>().Distinct().Order(StringComparer.Ordinal));

    /// <summary>The numbers of categories; −1 for what is missing or unknown.</summary>
    public long[] NumbersOf(IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _ = Classes;
        var result = new long[values.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i] is { } name && numbers.TryGetValue(name, out long number) ? number : -1;
        return result;
    }

    /// <summary>The numbers of categories, all of them known.</summary>
    public long[] KnownNumbersOf(IReadOnlyList<string?> values, string way)
    {
        var result = NumbersOf(values);
        int unknown = result.AsSpan().IndexOf(-1);
        if (unknown < 0)
            return result;
        throw new ArgumentException(values[unknown] is { } name
            ? $"{encoder}: value {unknown} is '{name}', which was not there when the categories were learned; they are {Listed()}.{way}"
            : $"{encoder}: value {unknown} is missing. Leave such rows out with table.DropMissing(column).{way}");
    }

    /// <summary>The names of numbers.</summary>
    public string[] NamesOf(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.DType.IsFloatingPoint || labels.Rank != 1)
            throw new ArgumentException($"{encoder}: labels are whole numbers in [N]; these are {labels.DType} {labels.Shape}.");
        return Array.ConvertAll(labels.To(DType.Int64).ToArray<long>(), number => number >= 0 && number < Classes.Count ? Classes[(int)number]
            : throw new ArgumentOutOfRangeException(nameof(labels), $"{encoder}: {number} is no label; use 0 to {Classes.Count - 1}."));
    }

    /// <summary>The names one after another in UTF-8, each ended by a zero.</summary>
    public OrderedDictionary<string, Tensor> StateDict() =>
        new() { [Key] = Tensor.Wrap(Encoding.UTF8.GetBytes(string.Concat(Classes.Select(static name => name + '\0')))) };

    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue(Key, out var bytes) || state.Count != 1)
            throw new ArgumentException(
                $"{encoder}: its state is one tensor, '{Key}'; this one has {(state.Count == 0 ? "none" : string.Join(", ", state.Keys))}.");
        if (bytes.DType != DType.Byte || bytes.Rank != 1 || bytes.ElementCount == 0 || bytes[^1].Item() != 0)
            throw new ArgumentException(
                $"{encoder}: '{Key}' should hold names in UTF-8, each ended by a zero, as bytes in [N]; it is {bytes.DType} {bytes.Shape}.");
        Take(Encoding.UTF8.GetString(bytes.AsReadOnlySpan<byte>()[..^1]).Split('\0'));
    }

    public string Listed() => Classes.Count <= Shown ? string.Join(", ", Classes)
        : $"{string.Join(", ", Classes.Take(Shown))} and {Classes.Count - Shown} more";
}
