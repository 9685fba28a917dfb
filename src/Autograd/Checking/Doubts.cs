namespace AutoGrad;

/// <summary>Warnings by kind: the first few of each, and how many more there are, so that a report stays short.</summary>
internal sealed class Doubts
{
    private const int Shown = 3;

    private readonly List<(string Kind, List<string> Texts)> kinds = [];

    /// <summary>Adds a warning, unless it is there already.</summary>
    /// <param name="kind">What it is about, in a word or two.</param>
    /// <param name="text">The warning.</param>
    public void Add(string kind, string text)
    {
        int at = kinds.FindIndex(known => known.Kind == kind);
        if (at < 0)
        {
            at = kinds.Count;
            kinds.Add((kind, []));
        }
        if (!kinds[at].Texts.Contains(text))
            kinds[at].Texts.Add(text);
    }

    /// <summary>The warnings.</summary>
    public string[] ToArray() =>
    [
        .. from kind in kinds
           let more = kind.Texts.Count - Shown
           from text in more > 0 ? kind.Texts.Take(Shown).Append($"and {more} more of this kind ({kind.Kind}).") : kind.Texts
           select text,
    ];
}
