using System.Globalization;

namespace AutoGrad.Training;

/// <summary>One point of a search, to be tried.</summary>
public sealed class Trial
{
    private object? kept;

    internal Trial(int number, IReadOnlyDictionary<string, object> values, long seed, CancellationToken cancellation) =>
        (Number, Values, Seed, Generator, CancellationToken) = (number, values, seed, Generator.Seeded(seed), cancellation);

    /// <summary>Its number, from 1, in the order in which trials were drawn.</summary>
    public int Number { get; }

    /// <summary>The values by name: doubles, ints, and what choices are made of.</summary>
    public IReadOnlyDictionary<string, object> Values { get; }

    /// <summary>A seed of its own, the same on every run of the search.</summary>
    public long Seed { get; }

    /// <summary>A generator of its own, which also stands for <see cref="Generator.Default"/> while the trial runs.</summary>
    public Generator Generator { get; }

    /// <summary>Stops the search.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>How much may be spent on it altogether, in epochs or whatever the search was told; 1 where the search knows no budgets.</summary>
    public int Budget { get; internal set; } = 1;

    /// <summary>How much of it was spent before, in earlier rounds.</summary>
    public int Spent { get; internal set; }

    /// <summary>The round of the search, from 1.</summary>
    public int Round { get; internal set; } = 1;

    /// <summary>A number, whole or not.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public double this[string name] => Convert.ToDouble(Find(name), CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public int Integer(string name) => Choice<int>(name);

    /// <summary>A value of a choice.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    /// <exception cref="InvalidCastException">It is of another type.</exception>
    public T Choice<T>(string name) => Find(name) is T value
        ? value
        : throw new InvalidCastException(FormattableString.Invariant(
            $"Trial: {name} is {Find(name)}, of type {Find(name).GetType().Name}, not {typeof(T).Name}; ") +
            (Find(name) is double or int ? $"trial[\"{name}\"] reads it as a number." : "Choice reads it, with its own type."));

    /// <summary>Something that is made in the first round and there again in later ones, such as a trainer that goes on.</summary>
    public T Keep<T>(Func<T> make) where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        return (T)(kept ??= make());
    }

    internal void Forget() => kept = null;

    /// <summary>The number and the values: <c>3: learning rate = 0.012, units = 32</c>.</summary>
    public override string ToString() => Describe(Number, Values);

    internal static string Describe(int number, IReadOnlyDictionary<string, object> values) => $"{number}: " + string.Join(
        ", ", values.Select(static entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} = {entry.Value:G4}")));

    internal static object Find(IReadOnlyDictionary<string, object> values, string name) => values.TryGetValue(name, out object? value)
        ? value
        : throw new KeyNotFoundException($"Trial: there is no {name}; there are {string.Join(", ", values.Keys)}.");

    private object Find(string name) => Find(Values, name);
}
