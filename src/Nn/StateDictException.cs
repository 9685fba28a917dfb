using System.Text;

namespace AutoGrad.Nn;

/// <summary>A state that does not fit a model. The message lists everything that does not, and nothing was changed.</summary>
public sealed class StateDictException : ArgumentException
{
    internal StateDictException(
        StateUse use,
        string model,
        IReadOnlyList<(string Name, Shape Shape)> missing,
        IReadOnlyList<(string Name, Shape Shape)> unexpected,
        IReadOnlyList<(string Name, Shape Model, Shape State)> misshaped,
        bool strict,
        bool disjoint)
        : base(Text(use, model, missing, unexpected, misshaped, strict, disjoint))
    {
        Missing = [.. missing.Select(static entry => entry.Name)];
        Unexpected = [.. unexpected.Select(static entry => entry.Name)];
        Misshaped = [.. misshaped.Select(static entry => entry.Name)];
    }

    /// <summary>The names that the model has and the state has not.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The names that the state has and the model has not.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>The names of those whose shapes differ.</summary>
    public IReadOnlyList<string> Misshaped { get; }

    private static string Text(
        StateUse use,
        string model,
        IReadOnlyList<(string Name, Shape Shape)> missing,
        IReadOnlyList<(string Name, Shape Shape)> unexpected,
        IReadOnlyList<(string Name, Shape Model, Shape State)> misshaped,
        bool strict,
        bool disjoint)
    {
        var text = new StringBuilder($"{use.Operation}: the state does not fit {model}, and nothing was {use.Done}.");
        if (strict && missing.Count > 0)
            text.Append($"\n  Missing: {Listed(missing)}");
        if (strict && unexpected.Count > 0)
            text.Append($"\n  Unexpected: {Listed(unexpected)}");
        foreach (var (name, own, given) in misshaped)
            text.Append($"\n  Shape: {name} is {own} in the model and {given} in the state");
        return text.Append(misshaped.Count > 0 ? $"\n  {use.Misshaped}"
            : disjoint ? "\n  They have no name in common: this is the state of something else, or the names want changing. " +
                "A model in a checkpoint is a part of it: Checkpoint.Load(path).Restore(part, model)."
            : $"\n  Pass strict: false to {use.Remedy} the names that both have.").ToString();
    }

    private static string Listed(IReadOnlyList<(string Name, Shape Shape)> entries) =>
        string.Join(", ", entries.Select(static entry => $"{entry.Name} {entry.Shape}"));
}
