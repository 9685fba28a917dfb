namespace AutoGrad;

/// <summary>An equation of <c>Einsum</c>, read. Labels are the letters; the axes that "..." stands for are −1, −2, … from the right.</summary>
internal sealed class EinsumEquation
{
    private readonly string equation;
    private readonly Tensor[] operands;
    private readonly string?[] names;
    private readonly Dictionary<int, (int Size, int Operand)> sizes = [];

    public EinsumEquation(string equation, Tensor[] operands, string?[] names)
    {
        ArgumentNullException.ThrowIfNull(equation);
        foreach (var operand in operands)
            ArgumentNullException.ThrowIfNull(operand);
        (this.equation, this.operands, this.names) = (equation, operands, names);
    }

    public Contraction Contraction()
    {
        string[] sides = equation.Replace(" ", "").Split("->");
        string[] inputs = sides[0].Split(',');
        if (sides.Length > 2)
            throw Unreadable("has more than one arrow");
        if (inputs.Length != operands.Length)
            throw Unreadable($"is for {inputs.Length} tensors and {operands.Length} were given");
        var labels = new int[inputs.Length][];
        int further = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            labels[i] = Labels(inputs[i], operands[i].Rank, i);
            further = Math.Max(further, labels[i].Count(static label => label < 0));
            for (int axis = 0; axis < labels[i].Length; axis++)
                Note(labels[i][axis], operands[i].Shape[axis], i, labels[i]);
        }
        return new(operands.Select((x, i) => new Labelled(x, labels[i])), sides.Length == 2 ? Output(sides[1], further) : Implicit(labels, further));
    }

    /// <summary>The labels of one tensor's axes.</summary>
    private int[] Labels(string term, int rank, int operand)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal), letters = term.Length - (at < 0 ? 0 : 3);
        foreach (char c in at < 0 ? term : term.Remove(at, 3))
            if (!char.IsAsciiLetter(c))
                throw Unreadable($"has '{c}' in \"{term}\", where letters and one \"...\" may stand");
        if (at < 0 ? letters != rank : letters > rank)
            throw new ShapeException(
                $"Einsum: \"{equation}\" gives {Name(operand)} the axes \"{term}\", {letters}{(at < 0 ? "" : " and more")}, and it is " +
                $"{operands[operand].Shape}.");
        if (at < 0)
            return [.. term.Select(static c => (int)c)];
        int more = rank - letters;
        return [.. term[..at].Select(static c => (int)c), .. Further(more), .. term[(at + 3)..].Select(static c => (int)c)];
    }

    private static IEnumerable<int> Further(int count) => Enumerable.Range(0, count).Select(i => i - count);

    /// <summary>Remembers a label's size, and checks it against those seen before.</summary>
    private void Note(int label, int size, int operand, int[] own)
    {
        if (!sizes.TryGetValue(label, out var seen) || seen.Size == 1 && (seen.Operand != operand || own.Count(other => other == label) == 1))
            sizes[label] = (size, operand);
        else if (size != seen.Size && (size != 1 || seen.Operand == operand))
            throw new ShapeException(
                $"Einsum: in \"{equation}\" {(label < 0 ? "an axis of \"...\"" : $"'{(char)label}'")} is {seen.Size} in {Name(seen.Operand)}, " +
                $"{operands[seen.Operand].Shape}, and {size} in {Name(operand)}, {operands[operand].Shape}; the sizes must be equal, or 1.");
    }

    private int[] Output(string term, int further)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal);
        string letters = at < 0 ? term : term.Remove(at, 3);
        foreach (char c in letters)
            if (!char.IsAsciiLetter(c))
                throw Unreadable($"has '{c}' in \"{term}\", where letters and one \"...\" may stand");
            else if (!sizes.ContainsKey(c))
                throw Unreadable($"has '{c}' in the result, which no tensor has");
            else if (letters.IndexOf(c) != letters.LastIndexOf(c))
                throw Unreadable($"has '{c}' twice in the result");
        return at < 0
            ? [.. term.Select(static c => (int)c)]
            : [.. term[..at].Select(static c => (int)c), .. Further(further), .. term[(at + 3)..].Select(static c => (int)c)];
    }

    private static int[] Implicit(int[][] labels, int further) =>
    [
        .. Further(further),
        .. labels.SelectMany(static own => own).Where(static label => label > 0).GroupBy(static label => label).Where(static group => group.Count() == 1)
            .Select(static group => group.Key).Order(),
    ];

    private string Name(int operand) => CallerName.Or(names[operand], $"tensor {operand}");

    private ArgumentException Unreadable(string what) => new($"Einsum: \"{equation}\" {what}. An equation reads like \"bij,bjk->bik\".", nameof(equation));
}
