using System.Runtime.ExceptionServices;

namespace AutoGrad;

/// <summary>
/// One walk over the tape from results to leaves. Nodes are visited by descending time, so each after everything that depends on it, without
/// recursion. Each node's gradient is kept in the node itself while this pass owns it, else beside; either way nothing outlives the pass.
/// </summary>
/// <param name="retainGraph">Whether the nodes keep their saved values.</param>
/// <param name="createGraph">Whether the rules are recorded.</param>
/// <param name="needed">The nodes to visit; null for all.</param>
internal sealed partial class BackwardPass(bool retainGraph, bool createGraph, HashSet<Node>? needed) : Reclaim
{
    private static readonly ReleasedMemory over = new("the backward pass that made it was over");

    private static int passes;

    [ThreadStatic]
    private static Lists? spare;

    /// <summary>What memory remembers of the pass that made it, so as not to keep the pass itself alive.</summary>
    private readonly int number = Interlocked.Increment(ref passes);

    /// <summary>Whether gradients may be those of a batch, whose memory is that of the physical tensor.</summary>
    private readonly bool overBatch = Batch.AnyOpen;

    private Lists lists = null!;
    private Reclaim? outer;
    private Dictionary<Node, Tensor>? aside;
    private Dictionary<Node, Tensor?>? targets;
    private List<Storage>? waiting;
    private AnomalyWatch? watch;

    /// <summary>Adds the gradients of the outputs to the leaves' <see cref="Tensor.Grad"/>.</summary>
    public void Accumulate(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients)
    {
        Check(outputs, gradients, "Backward");
        try
        {
            Begin();
            Walk(outputs, gradients);
            if (overBatch)
                foreach (var leaf in lists.Leaves)
                    leaf.Leaf!.RequireOutlived(leaf.Owner == this ? leaf.Gradient! : aside![leaf], "Backward");
            ExceptionDispatchInfo? failure = null;
            using (new GradMode(createGraph))
            {
                var replaced = TakeHooked(); // All before the first is added, for a hook may fail.
                foreach (var leaf in lists.Leaves)
                    AccumulateInto(leaf, replaced is not null && replaced.TryGetValue(leaf, out var seen) ? seen : Take(leaf), ref failure);
            }
            EvaluateKept();
            Sweep();
            failure?.Throw();
        }
        finally
        {
            End();
        }
    }

    /// <summary>The gradients of the outputs with respect to some nodes; null where the outputs do not depend on one.</summary>
    public Tensor?[] Collect(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> inputs)
    {
        Check(outputs, gradients, "Grad");
        targets = [];
        foreach (var input in inputs)
            targets[input.Node!] = null;
        try
        {
            Begin();
            Walk(outputs, gradients);
            using (new GradMode(createGraph))
                foreach (var leaf in lists.Leaves)
                    targets[leaf] = Keep(Hooked(leaf, Take(leaf)));
            var result = new Tensor?[inputs.Length];
            for (int i = 0; i < result.Length; i++)
                result[i] = targets[inputs[i].Node!];
            EvaluateKept();
            Sweep();
            return result;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Takes charge of memory allocated during the pass, where it is worth giving back early.</summary>
    public override void Add(Storage storage)
    {
        storage.Maker = number;
        // A recorded pass makes tensors that others will read; only an unrecorded one sees all that it makes.
        if (createGraph || !storage.IsBlock && !storage.IsWaiting)
        {
            outer?.Add(storage);
            return;
        }
        storage.Reclaim = this;
        lists.Fresh.Add(new(storage));
    }

    /// <inheritdoc/>
    public override List<Expression>? Sums => createGraph ? null : lists.Sums ??= [];

    private void Begin()
    {
        (lists, spare) = (spare ?? new(), null);
        (outer, Current) = (Current, this);
        watch = AnomalyWatch.Begin();
    }

    /// <summary>Puts everything back, also after an exception: the thread's <see cref="Reclaim.Current"/>, and the slots of nodes left
    /// unvisited.</summary>
    private void End()
    {
        Current = outer;
        while (lists.Queue.Count > 0)
            if (lists.Queue.Pop() is { } node && node.Owner == this)
                Disown(node);
        foreach (var leaf in lists.Leaves)
            if (leaf.Owner == this)
                Disown(leaf);
        foreach (var recomputed in recomputations ?? [])
            recomputed.Forget(this);
        if (lists.TryClear())
            spare = lists;
        // Memory of a pass that failed refers to it.
        (targets, needed, outer, aside, waiting, watch, recomputations) = (null, null, null, null, null, null, null);
    }

    private void Walk(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients)
    {
        using var mode = new GradMode(createGraph);
        for (int i = 0; i < outputs.Length; i++)
        {
            var output = outputs[i];
            if (gradients.IsEmpty)
            {
                Deliver(output.Node!, Tensor.OnesLike(output));
                continue;
            }
            watch?.Given(gradients[i]);
            Deliver(output.Node!, gradients[i].To(output.DType));
        }
        while (lists.Queue.Count > 0)
            Visit(lists.Queue.Pop());
    }

    private void Visit(Node node)
    {
        var gradient = Hooked(node, Take(node));
        if (targets is not null && targets.ContainsKey(node))
            targets[node] = Keep(gradient);
        var op = node.Op!;
        var slice = op as Slice;
        bool passedOn = false;
        for (int i = 0, count = node.InputCount; i < count; i++)
        {
            if (node.Parent(i) is not { } parent || needed is not null && !needed.Contains(parent))
                continue;
            passedOn = true;
            if (slice is not null && AddToSlice(slice, parent, gradient))
                continue;
            if (op.Vjp(i, gradient, new Saved(node)) is not { } partial)
                continue;
            var fitted = Fit(partial, parent, op, i);
            watch?.Passed(node, i, gradient, partial, fitted);
            Deliver(parent, fitted, isOwn: slice is not null);
        }
        // Where the walk ends at a result in the middle of a graph, what lies before it is still whole.
        if (passedOn && !retainGraph)
            node.Free();
        LetGo(gradient);
        Sweep();
    }

    /// <summary>Notes that a node holds a gradient.</summary>
    private Tensor Hold(Tensor gradient)
    {
        if (MemoryOf(gradient) is var memory && memory.Reclaim == this)
            memory.Holders++;
        return gradient;
    }

    /// <summary>Notes that a node holds a gradient no longer; the last one gives the memory back.</summary>
    private void LetGo(Tensor gradient)
    {
        if (MemoryOf(gradient) is var memory && memory.Reclaim == this && --memory.Holders == 0)
            memory.Release(over);
    }

    private Storage MemoryOf(Tensor gradient) => overBatch ? BatchedStorage.MemoryOf(gradient) : gradient.Storage;

    /// <summary>Computes the gradients that outlive the pass and wait, so that they do not keep the graph's values alive.</summary>
    private void EvaluateKept()
    {
        if (waiting is not null)
            Expression.EvaluateTogether(waiting);
    }

    /// <summary>Lets a gradient outlive the pass.</summary>
    private Tensor Keep(Tensor gradient)
    {
        var memory = MemoryOf(gradient);
        if (memory.IsWaiting && !createGraph)
            (waiting ??= []).Add(memory);
        memory.Maker = 0;
        if (memory.Reclaim == this)
            memory.MoveTo(outer);
        return gradient;
    }

    /// <summary>Gives back what the last rules allocated and no node holds.</summary>
    private void Sweep()
    {
        foreach (var held in lists.Fresh)
            if (held.Storage is var storage && storage.Reclaim == this && storage.Holders == 0)
                storage.Release(over);
        lists.Fresh.Clear();
    }

    /// <summary>Undoes what happened to an input on its way into an operation: conversion of its dtype, and broadcasting.</summary>
    internal static Tensor Fit(Tensor gradient, Node parent, Op op, int input) => Fit(gradient, parent.Shape, op, input).To(parent.DType);

    /// <summary>Undoes broadcasting to a shape, or expands what is smaller.</summary>
    internal static Tensor Fit(Tensor gradient, Shape shape, object op, int input) =>
        gradient.Shape == shape ? gradient
        : shape.BroadcastsTo(gradient.Shape) ? new SumTo(shape).Apply(gradient)
        : gradient.Shape.BroadcastsTo(shape) ? gradient.Expand(shape)
        : throw new ShapeException(
            $"{op}: the rule for input {input} returned a gradient of shape {gradient.Shape}, which does not fit the input's shape {shape}.");

    /// <summary>
    /// Adds the gradient of a slice to what has arrived at the whole, where that is in memory of its own: many slices of one tensor, as the steps of a
    /// sequence, cost what one does.
    /// </summary>
    /// <returns>Whether it was possible.</returns>
    private bool AddToSlice(Slice slice, Node whole, Tensor gradient)
    {
        if (createGraph || watch is not null || whole.Owner != this || !whole.OwnsGradient || gradient.IsBatched || whole.Gradient!.IsBatched)
            return false;
        slice.Apply(whole.Gradient!).AddInPlace(gradient.DType == whole.DType ? gradient : gradient.To(whole.DType));
        return true;
    }

    /// <param name="node">Who receives it.</param>
    /// <param name="gradient">A part of its gradient.</param>
    /// <param name="isOwn">Whether the memory is this part's alone.</param>
    private void Deliver(Node node, Tensor gradient, bool isOwn = false)
    {
        if (node.Owner == this)
        {
            var earlier = node.Gradient!;
            node.Gradient = Hold(Tape.Sum(earlier, gradient)!);
            node.OwnsGradient = true;
            LetGo(earlier);
        }
        else if (aside is not null && aside.TryGetValue(node, out var sum))
        {
            aside[node] = Hold(Tape.Sum(sum, gradient)!);
            LetGo(sum);
        }
        else if (Interlocked.CompareExchange(ref node.Owner, this, null) is null)
        {
            node.Gradient = Hold(gradient);
            node.OwnsGradient = isOwn;
            Enqueue(node);
        }
        else
        {
            // Another pass is under way here: on another thread, or one that this one runs inside of. It may leave while this one is still
            // collecting.
            (aside ??= []).Add(node, Hold(gradient));
            Enqueue(node);
        }
    }

    private void Enqueue(Node node)
    {
        if (node.Op is null)
            lists.Leaves.Add(node);
        else
            lists.Queue.Push(node);
    }

    private Tensor Take(Node node)
    {
        if (node.Owner != this)
        {
            aside!.Remove(node, out var besides);
            watch?.Arrived(node, besides!);
            return besides!;
        }
        var gradient = node.Gradient!;
        Disown(node);
        watch?.Arrived(node, gradient);
        return gradient;
    }

    private static void Disown(Node node)
    {
        node.Gradient = null;
        Volatile.Write(ref node.Owner, null);
    }

    private void AccumulateInto(Node node, Tensor gradient, ref ExceptionDispatchInfo? failure)
    {
        var leaf = node.Leaf!;
        lock (node)
        {
            Accumulate(leaf, gradient);
            if (node.Extras is { FollowsAccumulation: true } extras)
                Follow(extras, leaf, ref failure);
        }
        LetGo(gradient);
    }

    private void Accumulate(Tensor tensor, Tensor gradient) =>
        tensor.Grad = Keep(tensor.Grad is { } earlier ? Tape.Sum(earlier, gradient)! : Own(gradient));

    /// <summary>
    /// A gradient in memory that no one else reads or writes: made by this pass, rather than given to it or found among the saved values, and not yet
    /// another leaf's.
    /// </summary>
    private Tensor Own(Tensor gradient)
    {
        if (gradient.Storage.Maker != number || !gradient.IsContiguous)
            gradient = gradient.Clone();
        return gradient;
    }

    private static void Check(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients, string operation)
    {
        for (int i = 0; i < outputs.Length; i++)
            Check(outputs[i], gradients.IsEmpty ? null : gradients[i], operation);
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
            throw new DTypeException($"{operation}: the gradient is {gradient.DType} and the tensor {output.DType}; " +
                $"convert it with .To(DType.{output.DType}).");
    }

    /// <summary>The lists that a pass works with, kept for the thread's next.</summary>
    private sealed class Lists
    {
        /// <summary>Longer ones are not kept.</summary>
        private const int Longest = 1 << 14;

        public NodeQueue Queue = new();

        /// <summary>The leaves reached.</summary>
        public List<Node> Leaves { get; } = [];

        /// <summary>What was allocated since the last visit began and is not given back yet.</summary>
        public List<Held> Fresh { get; } = [];

        /// <summary>The sums that wait for each other.</summary>
        public List<Expression>? Sums { get; set; }

        /// <summary>Empties the lists, unless they are too long.</summary>
        public bool TryClear()
        {
            Leaves.Clear();
            Fresh.Clear();
            if (Sums is { Capacity: > 0 }) // Those that were in it still refer to it.
                Sums = null;
            return Queue.Capacity <= Longest && Leaves.Capacity <= Longest && Fresh.Capacity <= Longest;
        }
    }
}
