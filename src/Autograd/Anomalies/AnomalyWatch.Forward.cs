using System.Text;

namespace AutoGrad;

internal sealed partial class AnomalyWatch
{
    /// <summary>A forward rule's result, with nobody looking at what the rule consists of.</summary>
    public Tensor? Jvp(Op op, Tensor?[] parts, Saved saved)
    {
        AnomalyDetection.Current = detection.Quiet;
        try
        {
            return op.Jvp(parts, saved);
        }
        finally
        {
            AnomalyDetection.Current = detection;
        }
    }

    /// <summary>
    /// Called at the end of a forward sweep. What came about on the way and was not passed on, as in a branch that was not selected, does no harm;
    /// so it is followed back from the results.
    /// </summary>
    /// <param name="tangents">Those of all nodes.</param>
    /// <param name="inputs">Where the sweep began.</param>
    /// <param name="outputs">The results.</param>
    public void Pushed(Dictionary<Node, Tensor?> tangents, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        foreach (var output in outputs)
        {
            if (output.Node is not { } node || !IsFaulty(node))
                continue;
            while (!inputs.Any(input => input.Node == node) && FaultyParent(node) is { } parent)
                node = parent;
            throw Pushed(node, tangents, inputs);
        }

        bool IsFaulty(Node node) => tangents.GetValueOrDefault(node) is { } tangent && IsFaultyTangent(tangent);

        Node? FaultyParent(Node node)
        {
            for (int i = 0; i < node.InputCount; i++)
                if (node.Parent(i) is { } parent && IsFaulty(parent))
                    return parent;
            return null;
        }
    }

    private bool IsFaultyTangent(Tensor tangent) =>
        tangent is Bundle bundle ? bundle.Parts.Any(part => part is not null && Find(part) >= 0) : Find(tangent) >= 0;

    private AnomalyException Pushed(Node node, Dictionary<Node, Tensor?> tangents, IReadOnlyList<Tensor> inputs)
    {
        var made = tangents[node]!;
        if (made is Bundle bundle)
            made = bundle.Parts.First(part => part is not null && Find(part) >= 0)!;
        int element = Find(made);
        if (inputs.Any(input => input.Node == node))
            return new(
                $"Forward mode: the direction it was given has a {detection.What} already: {AnomalyDetection.Text(made)}, the first " +
                $"{AnomalyDetection.Place(made, element)}.", null, null, false, null);
        var op = node.Op!;
        var text = new StringBuilder($"{op}: its derivative rule made the first {detection.What} of this forward sweep: ")
            .Append(HowMany(made, element, "tangent of its result"));
        var given = new List<(string Name, Tensor Value)>();
        for (int i = 0; i < node.InputCount; i++)
            if (node.Parent(i) is { } parent && tangents.GetValueOrDefault(parent) is { } tangent and not Bundle)
                given.Add((node.InputCount == 1 ? "the incoming tangent" : $"the tangent of {op.InputName(i)}", tangent));
        var kept = Readable(node);
        if (op is ElementwiseOp)
            Explain(text, node, kept, given, made, element);
        else
            foreach (var (name, tangent) in given)
                text.Append($"\n  {name}: {AnomalyDetection.Text(tangent)}");
        return new(AppendValues(text, node, kept).ToString(), op, null, false, node.Extras?.Call);
    }
}
