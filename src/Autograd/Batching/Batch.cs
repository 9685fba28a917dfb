using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The samples of one call of VMap, from its beginning to its end, and how operations are applied to tensors that stand for them: on the physical
/// tensors, the batch axis first, by the operation's own rule (<see cref="Op.VMap"/>) or sample by sample.
/// </summary>
internal sealed class Batch : IDisposable
{
    private static int open;
    private static long calls;

    /// <param name="size">How many samples there are.</param>
    public Batch(int size)
    {
        Size = size;
        Memory = new BatchMemory(this);
        Interlocked.Increment(ref open);
    }

    /// <summary>How many samples there are.</summary>
    public int Size { get; }

    /// <summary>Later calls have higher numbers, so of two that are under way the higher is the inner one.</summary>
    public long Number { get; } = Interlocked.Increment(ref calls);

    /// <summary>Whether the call is under way.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>What stands in place of the values of its tensors.</summary>
    public ExternalMemory Memory { get; }

    /// <summary>Whether any call is under way, on any thread; a test that costs next to nothing where none is.</summary>
    public static bool AnyOpen => open != 0;

    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        IsOpen = false;
        Interlocked.Decrement(ref open);
    }

    /// <summary>Whether a tensor stands for the samples of a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Tensor x) => open != 0 && x.Storage is BatchedStorage;

    /// <summary>Whether one of two tensors stands for the samples of a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Tensor a, Tensor b) => open != 0 && (a.Storage is BatchedStorage || b.Storage is BatchedStorage);

    /// <summary>Whether one of the tensors stands for the samples of a batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(ReadOnlySpan<Tensor> inputs) => open != 0 && Find(inputs) is not null;

    /// <summary>
    /// Applies an operation of which an input is batched. What is computed on the physical tensors is recorded where those are part of a graph, for
    /// gradients taken outside of VMap, and the operation itself where its inputs are, for gradients taken inside.
    /// </summary>
    public static Tensor Apply(Op op, params ReadOnlySpan<Tensor> inputs)
    {
        var batch = Innermost(inputs);
        var over = new BatchInputs(op, batch, inputs);
        var y = batch.ByRule(op, over) ?? batch.BySample(op, over);
        if (y.Rank == 0 || y.Shape[0] != batch.Size)
            throw new ShapeException($"{op}: its VMap returned {y.Shape} for a batch of {batch.Size}; the first axis must be the batch.");
        return Tape.Record(op, inputs, BatchedStorage.Show(batch, y));
    }

    /// <summary>The innermost of the batches that tensors stand for.</summary>
    /// <exception cref="AutogradException">Its call is over.</exception>
    public static Batch Innermost(ReadOnlySpan<Tensor> inputs) => Find(inputs) is { IsOpen: true } batch ? batch : throw BatchMemory.Closed();

    /// <summary>Behind each of the batches that tensors stand for, from the innermost on, the nodes of what stands there.</summary>
    public static (Batch Batch, Node[] Nodes)[] NodesBehind(ReadOnlySpan<Tensor> inputs)
    {
        var levels = new List<(Batch, Node[])>();
        for (var at = inputs.ToArray(); Find(at) is { } batch;)
        {
            at = Array.ConvertAll(at, x => batch.Has(x) ? batch.Whole(x) : x);
            levels.Add((batch, [.. at.Select(static x => x.Node).OfType<Node>()]));
        }
        return [.. levels];
    }

    /// <summary>Whether a tensor differs from sample to sample here.</summary>
    public bool Has(Tensor x) => x.Storage is BatchedStorage batched && batched.Batch == this;

    /// <summary>All samples of a tensor, the batch axis first; one that is the same for all is repeated.</summary>
    public Tensor Whole(Tensor x) => Has(x) ? ((BatchedStorage)x.Storage).Physical : x.Reshape([1, .. x.Shape]).Expand([Size, .. x.Shape]);

    private static Batch? Find(ReadOnlySpan<Tensor> inputs)
    {
        Batch? innermost = null;
        foreach (var input in inputs)
            if (input.Storage is BatchedStorage { Batch: var batch } && batch.Number > (innermost?.Number ?? 0))
                innermost = batch;
        return innermost;
    }

    private Tensor? ByRule(Op op, BatchInputs inputs)
    {
        try
        {
            return op.VMap(inputs);
        }
        catch (ShapeException e)
        {
            throw new ShapeException(e.Message + Where);
        }
        catch (IndexException e)
        {
            throw new IndexException(e.Message + Where);
        }
    }

    private string Where => $" This was inside VMap, where axis 0 of such a shape is the batch of {Size}.";

    /// <summary>The samples one after another.</summary>
    private Tensor BySample(Op op, BatchInputs inputs)
    {
        var sample = new Tensor[inputs.Count];
        if (Size == 0)
        {
            // The shape and dtype of the results are those that one sample would have.
            for (int i = 0; i < sample.Length; i++)
                sample[i] = inputs.IsBatched(i) ? Tensor.Zeros(inputs.ShapeOf(i), inputs.AsGiven(i).DType) : inputs.AsGiven(i);
            var one = op.Apply(sample);
            return Tensor.Zeros([0, .. one.Shape], one.DType);
        }
        var results = new Tensor[Size];
        for (int at = 0; at < results.Length; at++)
        {
            for (int i = 0; i < sample.Length; i++)
                sample[i] = inputs.IsBatched(i) ? inputs.AsGiven(i).Select(0, at) : inputs.AsGiven(i);
            results[at] = op.Apply(sample);
        }
        return Tensor.Stack(results);
    }
}

/// <summary>Somebody wanted to read values that differ over a batch.</summary>
internal sealed class BatchedValuesException(string message) : AutogradException(message);

/// <summary>What stands in place of the values of a batched tensor, which has none of its own.</summary>
internal sealed class BatchMemory(Batch batch) : ExternalMemory
{
    public override ref byte First => throw (batch.IsOpen
        ? new BatchedValuesException(
            $"The values of a tensor were asked for inside VMap, where it stands for all {batch.Size} samples of the batch. They differ from " +
            "sample to sample, so there is no one value to read, to decide by or to overwrite. " +
            "Choose with Tensor.Where(condition, a, b) rather than with if, " +
            "compute with tensors rather than with Item() and spans, or return the tensor from the function and read it outside.")
        : Closed());

    public static AutogradException Closed() => new(
        "A tensor from inside a call of VMap was used after that call had ended. " + (Recomputation.IsUnderWay
            ? "A checkpoint inside VMap may be computed again after it, so pass it what differs over the batch as an input, rather than capture it."
            : "Return it from the function: VMap then gives it for all samples."));
}
