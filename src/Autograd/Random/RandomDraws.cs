namespace AutoGrad;

/// <summary>
/// The random numbers that a stretch of a program draws on this thread, to be drawn again: where each generator stood when it was first drawn from.
/// The generators themselves do not notice a repetition, and other threads neither.
/// </summary>
internal sealed class RandomDraws
{
    [ThreadStatic]
    private static RandomDraws? current;

    private readonly Dictionary<Generator, Generator> states;
    private readonly bool repeats;
    private RandomDraws? outer;

    /// <summary>For a stretch that is run for the first time.</summary>
    public RandomDraws() : this([], false)
    {
    }

    private RandomDraws(Dictionary<Generator, Generator> states, bool repeats) => (this.states, this.repeats) = (states, repeats);

    /// <summary>Those of this thread; null where draws are neither noted nor repeated.</summary>
    public static RandomDraws? Current => current;

    /// <summary>Runs a stretch of a program.</summary>
    public T Run<T>(Func<T> stretch)
    {
        (outer, current) = (current, this);
        try
        {
            return stretch();
        }
        finally
        {
            (current, outer) = (outer, null);
        }
    }

    /// <summary>The same draws once more.</summary>
    public RandomDraws Repeated() => new(states.ToDictionary(static state => state.Key, static state => state.Value.Copy()), true);

    /// <summary>What draws in a generator's place.</summary>
    public Generator SourceOf(Generator generator)
    {
        if (repeats)
            return states.GetValueOrDefault(generator, generator);
        var source = outer?.SourceOf(generator) ?? generator;
        if (!states.ContainsKey(generator))
            states.Add(generator, source.Copy());
        return source;
    }
}
