using System.Text;

namespace AutoGrad;

/// <summary>Looks at the gradients of one backward pass, and explains the first NaN.</summary>
/// <param name="detection">What is asked for.</param>
internal sealed class AnomalyWatch(AnomalyDetection detection)
{
    /// <summary>What got a gradient through a choice by a mask, and the choice.</summary>
    private readonly Dictionary<Node, Op> chosen = [];

    /// <summary>One for a pass on this thread; null where nobody asks for it.</summary>
    public static AnomalyWatch? Begin() => AnomalyDetection.Current is { } detection ? new(detection) : null;

    /// <summary>Called with what the pass was given.</summary>
    public void Given(Tensor gradient)
    {
        if (Find(gradient) is >= 0 and var element)
            throw new AnomalyException(
                $"Backward: the gradient it was given has a {detection.What} already: {AnomalyDetection.Text(gradient)}, the first at " +
                $"{AnomalyDetection.Place(gradient, element)}.", null, null, false, null);
    }

    /// <summary>Called when all gradients have reached a node and are added up. Each by itself was in order.</summary>
    public void Arrived(Node node, Tensor gradient)
    {
        if (Find(gradient) is not (>= 0 and var element))
            return;
        var text = new StringBuilder(node.Op is null ? "Backward: at a leaf" : $"{node.Op}: at its result").Append($", {node.DType} {node.Shape}, ")
            .Append($"gradients that are in order add up to the first {detection.What} of this backward pass, at ")
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
        if (IsChoice(node))
            chosen[node.Parent(input)!] = node.Op!;
        else if (chosen.TryGetValue(node, out var choice))
            chosen.TryAdd(node.Parent(input)!, choice);
        if (Find(partial) is >= 0 and var element)
            throw Made(node, input, gradient, partial, element);
        if (!ReferenceEquals(fitted, partial) && Find(fitted) is >= 0 and var place)
            throw Made(node, input, gradient, fitted, place);
    }

    private int Find(Tensor gradient) => Values.Find(gradient, detection.CheckInfinity);

    /// <summary>Whether an operation passes each element of the gradient to one of its inputs, and 0 to the other, as a mask says.</summary>
    private static bool IsChoice(Node node) => node.Op is JointlyLinearOp && node.Kept().Any(static kept => kept.Value.DType == DType.Bool);

    private AnomalyException Made(Node node, int input, Tensor gradient, Tensor partial, int element)
    {
        var op = node.Op!;
        int count = Values.Of(partial) is var values && detection.CheckInfinity ? values.NaN + values.Infinite : values.NaN;
        var text = new StringBuilder($"{op}: its derivative rule made the first {detection.What} of this backward pass: ")
            .Append(partial.ElementCount == 1 ? "the gradient" : $"{count} of the {partial.ElementCount} elements of the gradient")
            .Append($" of input {input}, {partial.DType} {partial.Shape}")
            .Append(partial.ElementCount == 1 ? "." : $", the first at {AnomalyDetection.Place(partial, element)}.");
        if (gradient.Shape == partial.Shape && op is ElementwiseOp && !partial.IsBatched)
            Explain(text, node, gradient, partial, element);
        else
            text.Append($"\n  incoming gradient: {AnomalyDetection.Text(gradient)}");
        foreach (var (number, value) in node.Kept())
            text.Append($"\n  {(number < 0 ? "result" : $"input {number}")}: {AnomalyDetection.Text(value)}");
        return new(AnomalyDetection.AppendCall(text, node.Extras?.Call).ToString(), op, input, false, node.Extras?.Call);
    }

    /// <summary>Where gradient and result correspond element by element: what there was at the first one.</summary>
    private void Explain(StringBuilder text, Node node, Tensor gradient, Tensor partial, int element)
    {
        var there = new List<string>();
        bool undefined = false;
        foreach (var (number, value) in node.Kept())
        {
            double at = Values.At(value.Detach().Expand(node.Shape), element);
            undefined |= double.IsNaN(at);
            there.Add($"{(number < 0 ? "the result" : $"input {number}")} is {Values.Text(at)}");
        }
        double incoming = Values.At(gradient, element), made = Values.At(partial, element);
        there.Add($"the incoming gradient is {Values.Text(incoming)}");
        text.Append("\n  There ").Append(string.Join(there.Count == 2 ? " and " : ", ", there));
        text.Append(undefined ? ": outside its domain, where the derivative is NaN too."
            : incoming == 0 && double.IsNaN(made) ? ": the derivative is infinite, and 0 · inf = NaN."
            : double.IsInfinity(made) ? ": the derivative is infinite." : ".");
        if (incoming != 0 || !double.IsNaN(made))
            return;
        var (call, right) = node.InputCount == 1
            ? ($"x.{node.Op!.Name}()", $"Where(c, Where(c, x, 1).{node.Op.Name}(), 0)")
            : ("f(x)", "Where(c, f(Where(c, x, 1)), 0)");
        if (chosen.TryGetValue(node, out var choice))
            text.Append($"\n  The gradient came through {choice.Name}, which passes 0 to the branch that it did not select. ")
                .Append("That branch is differentiated all the same, and 0 times an infinite or undefined derivative is NaN. ")
                .Append($"Apply {choice.Name} to the argument first, so that {node.Op!.Name} is only computed where it is smooth: ")
                .Append($"instead of Where(c, {call}, 0) write {right}.");
        else
            text.Append("\n  A gradient of 0 does not undo an infinite derivative. ")
                .Append($"Keep the argument of {node.Op!.Name} where the derivative is finite, for example by adding a small number, ")
                .Append("or by Clamp or Where before it.");
    }
}
