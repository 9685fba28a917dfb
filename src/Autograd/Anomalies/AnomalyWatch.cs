using System.Text;

namespace AutoGrad;

/// <summary>Looks at the gradients of one backward pass, or the tangents of one forward sweep, and explains the first NaN.</summary>
/// <param name="detection">What is asked for.</param>
internal sealed partial class AnomalyWatch(AnomalyDetection detection)
{
    private readonly Selections selections = new();

    /// <summary>One for a pass on this thread; null where nobody asks for it.</summary>
    public static AnomalyWatch? Begin() => AnomalyDetection.Current is { IsQuiet: false } detection ? new(detection) : null;

    /// <summary>Called with what the pass was given.</summary>
    public void Given(Tensor gradient)
    {
        if (Find(gradient) is >= 0 and var element)
            throw new AnomalyException(
                $"Backward: the gradient it was given has a {detection.What} already: {AnomalyDetection.Text(gradient)}, the first " +
                $"{AnomalyDetection.Place(gradient, element)}.", null, null, false, null);
    }

    /// <summary>Called when all gradients have reached a node and are added up. Each by itself was in order.</summary>
    public void Arrived(Node node, Tensor gradient)
    {
        if (Find(gradient) is not (>= 0 and var element))
            return;
        var text = new StringBuilder(node.Op is null ? "Backward: at a leaf" : $"{node.Op}: at its result").Append($", {node.DType} {node.Shape}, ")
            .Append($"gradients that are in order add up to the first {detection.What} of this backward pass, ")
            .Append(AnomalyDetection.Place(gradient, element)).Append(": infinities of opposite sign, or an overflow.");
        if (node.Op is not null)
            AnomalyDetection.AppendCall(text, node.Extras?.Call);
        throw new AnomalyException(text.ToString(), node.Op, null, false, node.Extras?.Call);
    }

    /// <summary>Called when a rule has passed a gradient on.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="input">Which input's gradient it is.</param>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="partial">What the rule made of it.</param>
    /// <param name="fitted">The same in the shape and dtype of the input.</param>
    public void Passed(Node node, int input, Tensor gradient, Tensor partial, Tensor fitted)
    {
        if (Find(partial) is >= 0 and var element)
            throw Made(node, input, gradient, partial, element);
        if (!ReferenceEquals(fitted, partial) && Find(fitted) is >= 0 and var place)
            throw Made(node, input, gradient, fitted, place);
        selections.Follow(node, node.Parent(input)!, gradient, partial);
    }

    private int Find(Tensor gradient) => Values.Find(gradient, detection.CheckInfinity);

    private AnomalyException Made(Node node, int input, Tensor gradient, Tensor partial, int element)
    {
        var op = node.Op!;
        var text = new StringBuilder($"{op}: its derivative rule made the first {detection.What} of this backward pass: ")
            .Append(HowMany(partial, element, $"gradient of {op.InputName(input)}"));
        var kept = Readable(node);
        if (gradient.Shape == partial.Shape && op is ElementwiseOp)
            Explain(text, node, kept, [("the incoming gradient", gradient)], partial, element);
        else
            text.Append($"\n  incoming gradient: {AnomalyDetection.Text(gradient)}");
        return new(AppendValues(text, node, kept).ToString(), op, input, false, node.Extras?.Call);
    }

    /// <summary>For example "2 of the 4 elements of the gradient of input 0, Float64 [4], the first at [1].".</summary>
    private string HowMany(Tensor made, int first, string what)
    {
        var values = Values.Of(made);
        int found = detection.CheckInfinity ? values.NaN + values.Infinite : values.NaN, count = AnomalyDetection.Count(made);
        return count == 1
            ? $"the {what}, {AnomalyDetection.Kind(made)}."
            : $"{found} of the {count} elements of the {what}, {AnomalyDetection.Kind(made)}, the first {AnomalyDetection.Place(made, first)}.";
    }

    /// <summary>What the tape kept of a call, and can still be read: a packed value unpacked, and the result numbered −1.</summary>
    private static List<(int Input, Tensor Value)> Readable(Node node)
    {
        var values = new List<(int, Tensor)>();
        for (int i = 0; i <= node.InputCount; i++)
        {
            int input = i < node.InputCount ? i : -1;
            try
            {
                if (input >= 0 ? node.Keeps(input) : node.KeepsOutput)
                    values.Add((input, input >= 0 ? node.SavedInput(input) : node.SavedOutput()));
            }
            catch (AutogradException)
            {
                // Overwritten, and not read by this rule: it has nothing to do with what is to be explained.
            }
        }
        return values;
    }

    private static StringBuilder AppendValues(StringBuilder text, Node node, List<(int Input, Tensor Value)> kept)
    {
        foreach (var (number, value) in kept)
            text.Append($"\n  {(number < 0 ? "result" : node.Op!.InputName(number))}: {AnomalyDetection.Text(value)}");
        return AnomalyDetection.AppendCall(text, node.Extras?.Call);
    }

    /// <summary>Where what came in and what was made correspond element by element: what there was at the first one, or at the first one whose
    /// gradient a selection made 0.</summary>
    private void Explain(
        StringBuilder text, Node node, List<(int Input, Tensor Value)> kept, List<(string Name, Tensor Value)> given, Tensor made, int first)
    {
        var results = Values.Beside(made, made)!;
        int element = Enumerable.Range(first, results.Length - first)
            .FirstOrDefault(i => double.IsNaN(results[i]) && selections.Find(node, i) is not null, first);
        var there = new List<string>();
        bool undefined = false;
        foreach (var (number, value) in kept)
            if (Values.Beside(value, made) is { } values)
            {
                undefined |= double.IsNaN(values[element]);
                there.Add($"{(number < 0 ? "the result" : node.Op!.InputName(number))} is {Values.Text(values[element])}");
            }
        double incoming = 0;
        foreach (var (name, value) in given)
            if (Values.Beside(value, made) is { } values)
            {
                incoming = incoming == 0 ? values[element] : incoming;
                there.Add($"{name} is {Values.Text(values[element])}");
            }
        double result = results[element];
        string place = AnomalyDetection.Place(made, element);
        text.Append("\n  ").Append(element == first ? "There " : $"{char.ToUpperInvariant(place[0])}{place[1..]} ").Append(string.Join(there.Count == 2 ? " and " : ", ", there));
        text.Append(undefined ? ": outside its domain, where the derivative is NaN too."
            : incoming == 0 && double.IsNaN(result) ? ": the derivative is infinite, and 0 · inf = NaN."
            : double.IsInfinity(incoming) && double.IsNaN(result)
                ? ": inf · 0 = NaN. Pass checkInfinity: true to DetectAnomaly to learn where the infinity came from."
            : double.IsInfinity(result) ? ": the derivative is infinite." : ".");
        if (incoming == 0 && double.IsNaN(result))
            Advise(text, node, element);
    }

    /// <summary>What to do about an infinite or undefined derivative that meets a 0.</summary>
    private void Advise(StringBuilder text, Node node, int element)
    {
        var (call, right) = node.InputCount == 1
            ? ($"x.{node.Op!.Name}()", $"Where(c, Where(c, x, 1).{node.Op.Name}(), 0)")
            : ("f(x)", "Where(c, f(Where(c, x, 1)), 0)");
        if (selections.Find(node, element) is { } selection)
            text.Append($"\n  The gradient came through {selection.Name}, which passes 0 to the branch that it did not select. ")
                .Append("That branch is differentiated all the same, and 0 times an infinite or undefined derivative is NaN. ")
                .Append($"Apply {selection.Name} to the argument first, so that {node.Op!.Name} is only computed where it is smooth: ")
                .Append($"instead of Where(c, {call}, 0) write {right}.");
        else
            text.Append("\n  A 0 does not undo an infinite derivative. ")
                .Append($"Keep the argument of {node.Op!.Name} where the derivative is finite, for example by adding a small number, ")
                .Append("or by Clamp or Where before it.");
    }
}
