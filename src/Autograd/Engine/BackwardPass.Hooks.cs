using System.Runtime.ExceptionServices;

namespace AutoGrad;

internal sealed partial class BackwardPass
{
    /// <summary>The gradients of the leaves that have hooks, after those; null where none has.</summary>
    private Dictionary<Node, Tensor>? TakeHooked()
    {
        Dictionary<Node, Tensor>? taken = null;
        foreach (var leaf in lists.Leaves)
            if (leaf.Extras is { SeesGradient: true })
                (taken ??= [])[leaf] = Hooked(leaf, Take(leaf));
        return taken;
    }

    /// <summary>A node's complete gradient after its hooks.</summary>
    private Tensor Hooked(Node node, Tensor gradient) => node.Extras is { SeesGradient: true } extras ? Hooked(extras, node, gradient) : gradient;

    private Tensor Hooked(NodeExtras extras, Node node, Tensor gradient)
    {
        foreach (var hook in extras.OnGradient.Registered)
        {
            Keep(gradient); // For whatever the hook does with it.
            int version = gradient.Version;
            var replacement = Outside(hook, gradient);
            if (gradient.Version != version)
                throw new AutogradException(
                    $"RegisterHook: a hook wrote to the {gradient.Shape} gradient it was given, by {gradient.Storage.LastWriter}; " +
                    "others may have the same memory. Return a new tensor instead.");
            if (replacement is null || ReferenceEquals(replacement, gradient))
                continue;
            if (replacement.Shape != gradient.Shape || replacement.DType != gradient.DType)
                throw new AutogradException(
                    $"RegisterHook: a hook was given a gradient of {gradient.DType} {gradient.Shape} and returned {replacement.DType} " +
                    $"{replacement.Shape}; " +
                    "shape and dtype must stay the same.");
            gradient = createGraph ? replacement : replacement.Detach();
        }
        if (targets is null && extras.Retaining is { } retaining && retaining.TryGetTarget(out var tensor))
            lock (node)
                Accumulate(tensor, gradient);
        return gradient;
    }

    private void Follow(NodeExtras extras, Tensor leaf, ref ExceptionDispatchInfo? failure)
    {
        try
        {
            foreach (var hook in extras.AfterAccumulation.Registered)
                Outside(tensor =>
                {
                    hook(tensor);
                    return null;
                }, leaf);
        }
        catch (Exception problem)
        {
            failure ??= ExceptionDispatchInfo.Capture(problem); // The other leaves are to have their gradients first.
        }
    }

    /// <summary>Calls a user's function, which may keep what it makes.</summary>
    private Tensor? Outside(Func<Tensor, Tensor?> function, Tensor argument)
    {
        Current = outer;
        try
        {
            return function(argument);
        }
        finally
        {
            Current = this;
        }
    }
}
