namespace AutoGrad;

/// <summary>
/// One walk over the tape from results to leaves. Nodes are visited by descending time, so each after everything that depends on it, without recursion.
/// Each node's gradient is kept in the node itself while this pass owns it, else beside; either way nothing outlives the pass.
/// </summary>
/// <param name="retainGraph">Whether the nodes keep their saved values.</param>
/// <param name="createGraph">Whether the rules are recorded.</param>
/// <param name="needed">The nodes to visit; null for all.</param>
internal sealed class BackwardPass(bool retainGraph, bool createGraph, HashSet<Node>? needed)
{
    private readonly List<Node> leaves = [];
    private NodeQueue queue = new();
    private Dictionary<Node, Tensor>? aside;
    private Dictionary<Node, Tensor?>? targets;
    private Storage? givenFirst;
    private HashSet<Storage>? given;

    /// <summary>Adds the gradients of the outputs to the leaves' <see cref="Tensor.Grad"/>.</summary>
    public void Accumulate(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients)
    {
        try
        {
            Walk(outputs, gradients, "Backward");
            using (new GradMode(createGraph))
                foreach (var leaf in leaves)
                    AccumulateInto(leaf, Take(leaf));
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The gradients of the outputs with respect to some nodes; null where the outputs do not depend on one.</summary>
    public Tensor?[] Collect(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> inputs)
    {
        targets = [];
        foreach (var input in inputs)
            targets[input.Node!] = null;
        try
        {
            Walk(outputs, gradients, "Grad");
            foreach (var leaf in leaves)
                targets[leaf] = Take(leaf);
            var result = new Tensor?[inputs.Length];
            for (int i = 0; i < result.Length; i++)
                result[i] = targets[inputs[i].Node!];
            return result;
        }
        finally
        {
            Release();
        }
    }

    private void Walk(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients, string operation)
    {
        for (int i = 0; i < outputs.Length; i++)
            Check(outputs[i], gradients.IsEmpty ? null : gradients[i], operation);
        using var mode = new GradMode(createGraph);
        for (int i = 0; i < outputs.Length; i++)
        {
            var output = outputs[i];
            if (gradients.IsEmpty)
            {
                Deliver(output.Node!, Tensor.OnesLike(output));
                continue;
            }
            Remember(gradients[i].Storage);
            Deliver(output.Node!, gradients[i].To(output.DType));
        }
        while (queue.Count > 0)
            Visit(queue.Pop());
    }

    private void Visit(Node node)
    {
        var gradient = Take(node);
        if (targets is not null && targets.ContainsKey(node))
            targets[node] = gradient;
        var op = node.Op!;
        bool passedOn = false;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Parent(i) is not { } parent || needed is not null && !needed.Contains(parent))
                continue;
            passedOn = true;
            if (op.Vjp(i, gradient, new Saved(node)) is { } partial)
                Deliver(parent, Fit(partial, parent, op, i));
        }
        // Where the walk ends at a result in the middle of a graph, what lies before it is still whole.
        if (passedOn && !retainGraph)
            node.Free();
    }

    /// <summary>Undoes what happened to an input on its way into an operation: conversion of its dtype, and broadcasting.</summary>
    internal static Tensor Fit(Tensor gradient, Node parent, Op op, int input)
    {
        if (gradient.Shape != parent.Shape)
        {
            if (parent.Shape.BroadcastsTo(gradient.Shape))
                gradient = new SumTo(parent.Shape).Apply(gradient);
            else if (gradient.Shape.BroadcastsTo(parent.Shape))
                gradient = gradient.Expand(parent.Shape);
            else
                throw new ShapeException($"{op}: the rule for input {input} returned a gradient of shape {gradient.Shape}, which does not fit the input's shape {parent.Shape}.");
        }
        return gradient.To(parent.DType);
    }

    private void Deliver(Node node, Tensor gradient)
    {
        if (node.Owner == this)
        {
            node.Gradient = Tape.Sum(node.Gradient, gradient);
        }
        else if (aside is not null && aside.TryGetValue(node, out var sum))
        {
            aside[node] = Tape.Sum(sum, gradient)!;
        }
        else if (Interlocked.CompareExchange(ref node.Owner, this, null) is null)
        {
            node.Gradient = gradient;
            Enqueue(node);
        }
        else
        {
            // Another pass is under way here: on another thread, or one that this one runs inside of. It may leave while this one is still collecting.
            (aside ??= []).Add(node, gradient);
            Enqueue(node);
        }
    }

    private void Enqueue(Node node)
    {
        if (node.Op is null)
            leaves.Add(node);
        else
            queue.Push(node);
    }

    private Tensor Take(Node node)
    {
        if (node.Owner != this)
        {
            aside!.Remove(node, out var besides);
            return besides!;
        }
        var gradient = node.Gradient!;
        Disown(node);
        return gradient;
    }

    private static void Disown(Node node)
    {
        node.Gradient = null;
        Volatile.Write(ref node.Owner, null);
    }

    /// <summary>Gives back the slots of nodes that an exception left unvisited.</summary>
    private void Release()
    {
        while (queue.Count > 0)
            if (queue.Pop() is { } node && node.Owner == this)
                Disown(node);
        foreach (var leaf in leaves)
            if (leaf.Owner == this)
                Disown(leaf);
    }

    private void AccumulateInto(Node node, Tensor gradient)
    {
        var leaf = node.Leaf!;
        lock (node)
        {
            if (leaf.Grad is { } earlier)
                leaf.Grad = Tape.Sum(earlier, gradient);
            else
                leaf.Grad = Own(gradient);
        }
    }

    /// <summary>A gradient in memory that no one else writes: neither the caller, nor another leaf.</summary>
    private Tensor Own(Tensor gradient)
    {
        bool foreign = gradient.Storage.IsGradient || !gradient.IsContiguous || gradient.Storage == givenFirst || given is not null && given.Contains(gradient.Storage);
        if (foreign)
            gradient = gradient.Clone();
        gradient.Storage.IsGradient = true;
        return gradient;
    }

    private void Remember(Storage storage)
    {
        if (givenFirst is null)
            givenFirst = storage;
        else
            (given ??= []).Add(storage);
    }

    private static void Check(Tensor output, Tensor? gradient, string operation)
    {
        if (output.Node is null)
            throw new AutogradException(
                $"{operation}: this {output.DType} {output.Shape} tensor was not computed from anything that requires a gradient. " +
                "Call WithGrad() on the inputs before computing it, outside NoGrad.");
        if (gradient is null && output.ElementCount != 1)
            throw new AutogradException(
                $"{operation}: a tensor of shape {output.Shape} is not a scalar, so its gradient must be given. " +
                $"Reduce it first, as in y.Sum().Backward(), or pass a gradient of shape {output.Shape}.");
        if (gradient is not null && gradient.Shape != output.Shape)
            throw new ShapeException($"{operation}: the gradient is {gradient.Shape} and the tensor {output.Shape}; they must have the same shape.");
        if (gradient is { IsNumber: false } && gradient.DType != output.DType)
            throw new DTypeException($"{operation}: the gradient is {gradient.DType} and the tensor {output.DType}; convert it with .To(DType.{output.DType}).");
    }
}
