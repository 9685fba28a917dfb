namespace AutoGrad;

/// <summary>Where a function is differentiated: one tensor or several, and what the caller calls them.</summary>
/// <param name="Parts">The tensors.</param>
/// <param name="NameOf">Their names, for errors.</param>
internal readonly record struct Point(Tensor[] Parts, Func<int, string> NameOf)
{
    /// <summary>A single tensor, x.</summary>
    public static implicit operator Point(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new([x], static _ => "x");
    }

    /// <summary>Two tensors, a and b.</summary>
    public static Point Of(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new([a, b], static i => i == 0 ? "a" : "b");
    }

    /// <summary>Any number of tensors.</summary>
    public static Point Of(Tensor[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        for (int i = 0; i < x.Length; i++)
            if (x[i] is null)
                throw new ArgumentNullException(nameof(x), $"x[{i}] is null.");
        return new(x, static i => $"x[{i}]");
    }

    /// <summary>Tensors with names.</summary>
    public static Point Of(IReadOnlyDictionary<string, Tensor> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        string[] names = [.. x.Keys];
        foreach (string name in names)
            if (x[name] is null)
                throw new ArgumentNullException(nameof(x), $"{name} is null.");
        return new(Array.ConvertAll(names, name => x[name]), i => names[i]);
    }

    /// <summary>Parts of this point, and a function of those alone, the others staying as they are.</summary>
    /// <param name="transform">The transform's name, for errors.</param>
    /// <param name="f">The function of all parts.</param>
    /// <param name="argnums">Which parts; null for all.</param>
    /// <param name="parameter">What the caller's parameter with their numbers is called.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    /// <exception cref="ArgumentException">One is named twice.</exception>
    public (Func<Tensor[], Tensor[]> F, Point Chosen) Choose(string transform, Func<Tensor[], Tensor[]> f, int[]? argnums, string parameter = "argnums")
    {
        if (argnums is null)
            return (f, this);
        foreach (int argnum in argnums)
            if (argnum < 0 || argnum >= Parts.Length)
                throw new ArgumentOutOfRangeException(
                    parameter, argnum, $"{transform}: there is no input {argnum}; the function has {Parts.Length}, numbered from 0.");
        if (argnums.Distinct().Count() < argnums.Length)
            throw new ArgumentException($"{transform}: argnums [{string.Join(", ", argnums)}] names an input twice.", nameof(argnums));
        var (parts, nameOf) = (Parts, NameOf);
        return (Of, new(Array.ConvertAll(argnums, i => parts[i]), i => nameOf(argnums[i])));

        Tensor[] Of(Tensor[] chosen)
        {
            var all = (Tensor[])parts.Clone();
            for (int i = 0; i < chosen.Length; i++)
                all[argnums[i]] = chosen[i];
            return f(all);
        }
    }

    /// <summary>The shapes.</summary>
    public override string ToString() => string.Join(", ", Parts.Select(static part => part.Shape.ToString()));
}
