namespace AutoGrad;

/// <summary>
/// A stretch of a program whose saved values are dropped, and computed again when the backward pass reads the first of them: what
/// <see cref="Autodiff.Checkpoint(Func{Tensor, Tensor}, Tensor)"/> runs. Its operations are on the tape as ever.
/// </summary>
internal sealed partial class Recomputation : Packing
{
    private static readonly ReleasedMemory over = new(
        "the checkpointed function that made it returned; return it from that function, or compute it outside");

    [ThreadStatic]
    private static int depth;

    [ThreadStatic]
    private static Sweep? sweep;

    private readonly Func<Tensor[], Tensor[]> function;
    private readonly Input[] inputs;
    private readonly RandomDraws draws = new();
    private readonly List<Slot> slots = [];
    private readonly Dictionary<object, Tensor?[]> computed = []; // For each pass its own, for passes on several threads may share a graph.
    private readonly Dictionary<Node, (int Version, Op By)> leaves = [];
    private int live;

    private Recomputation(Func<Tensor[], Tensor[]> function, ReadOnlySpan<Tensor> inputs)
    {
        this.function = function;
        this.inputs = new Input[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            this.inputs[i] = new(inputs[i], i);
    }

    /// <summary>Whether a function is being run again on this thread.</summary>
    public static bool IsUnderWay => depth > 0;

    /// <summary>The inputs that are kept, for reports.</summary>
    public IEnumerable<(int Number, PackedForm Form)> Held => live == 0 ? [] : inputs.Select(static (input, number) => (number, input.Form));

    /// <summary>Runs a function for the first time.</summary>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        if (!Autodiff.IsRecording)
            return function(inputs);
        var recomputation = new Recomputation(function, inputs);
        // In a scope memory is given back, and nothing keeps what lies between inputs and results.
        using var scope = Reclaim.Current is null ? null : new TensorScope(over);
        Tensor[] results;
        using (new Use(recomputation))
            results = recomputation.draws.Run(() => function([.. inputs]));
        foreach (var result in results)
            scope?.Keep(result);
        return results;
    }

    /// <inheritdoc/>
    public override void Recorded(Node node)
    {
        for (int i = 0; i < node.InputCount; i++)
            if (node.Parent(i) is { Leaf: { } leaf } parent)
                leaves.TryAdd(parent, (leaf.Version, node.Op!));
    }

    /// <inheritdoc/>
    public override Packed? Pack(Tensor value, SavedValue what)
    {
        bool isFree = IsFree(value), isInput = inputs.Any(input => input.Shows(value));
        var slot = new Slot(this, slots.Count, value, what) { IsOfLeaf = isFree && !isInput };
        slots.Add(slot);
        if (isFree)
            return null;
        slot.IsWanted = true;
        live++;
        return slot;
    }

    /// <summary>A sweep of forward mode begins, at whose end the values that it computed are let go of.</summary>
    public static Sweep BeginSweep() => sweep = new(sweep);

    /// <summary>Lets go of the values that a pass computed.</summary>
    public void Forget(BackwardPass pass)
    {
        foreach (var value in Taken(pass))
            if (value is not null)
                pass.Release(BatchedStorage.MemoryOf(value));
    }

    private Tensor?[] Taken(object pass)
    {
        lock (computed)
            return computed.Remove(pass, out var values) ? values : [];
    }

    /// <summary>Who reads: a backward pass, a sweep of forward mode, or somebody outside of both.</summary>
    private object Reader => Reclaim.Current as BackwardPass ?? sweep ?? (object)this;

    /// <summary>The values as far as the pass that is under way has computed them.</summary>
    private Tensor?[] Computed()
    {
        lock (computed)
        {
            object by = Reader;
            if (!computed.TryGetValue(by, out var values))
            {
                computed.Add(by, values = new Tensor?[slots.Count]);
                (by as Sweep)?.Note(this);
            }
            return values;
        }
    }

    private void Recompute(Tensor?[] values)
    {
        foreach (var (leaf, (version, by)) in leaves)
            if (leaf.Leaf is { } tensor && tensor.Version != version)
                throw new AutogradException(
                    $"Checkpoint: {by} read a {tensor.DType} {tensor.Shape} leaf, which has since been overwritten by " +
                    $"{tensor.Storage.LastWriter}, so that " +
                    "computing again would give something else. Run the backward pass before, or write to a copy.");
        var reclaim = Reclaim.Current;
        int begin = reclaim?.BeginRecomputing(this) ?? 0;
        var again = new Again(this, values, reclaim);
        depth++;
        try
        {
            using (new Use(null))
            using (Autodiff.EnableGrad())
            using (var batches = new OpenBatches(inputs))
            {
                var point = Array.ConvertAll(inputs, input => input.Value(batches));
                again.Point = point;
                using (new Use(again))
                    draws.Repeated().Run(() => function(point));
            }
            if (again.Count != slots.Count)
                throw new AutogradException(
                    $"Checkpoint: the function saved {slots.Count} values at first and {again.Count} when it was computed again for the backward " +
                    "pass. It must do the same both times: nothing it depends on may change in between.");
        }
        finally
        {
            depth--;
            reclaim?.EndRecomputing(begin);
        }
    }

    /// <summary>Takes values while they are computed again.</summary>
    private sealed class Again(Recomputation first, Tensor?[] values, Reclaim? reclaim) : Packing
    {
        public int Count { get; private set; }

        public Tensor[] Point { get; set; } = [];

        public override Packed? Pack(Tensor value, SavedValue what)
        {
            if (Count < first.slots.Count)
            {
                var memory = BatchedStorage.MemoryOf(value);
                first.slots[Count].RequireLeaf(value, IsFree(value) && !Point.Any(input => BatchedStorage.MemoryOf(input) == memory));
            }
            if (Count < first.slots.Count && first.slots[Count].Wants(value, what) && values[Count] is null)
            {
                values[Count] = value;
                reclaim?.Hold(BatchedStorage.MemoryOf(value));
            }
            Count++;
            return null;
        }
    }

    /// <summary>A value that was not kept.</summary>
    private sealed class Slot(Recomputation owner, int index, Tensor original, SavedValue what) : Packed
    {
        private readonly Shape shape = original.Shape;
        private readonly DType dtype = original.DType;
        private readonly int version = original.Version;
        private readonly WeakReference<Storage> memory = new(original.Storage);

        /// <summary>Whether some node still needs it.</summary>
        public bool IsWanted { get; set; }

        public override Tensor Unpack()
        {
            var values = owner.Computed();
            lock (values)
            {
                if (values[index] is null)
                    owner.Recompute(values);
                return values[index] ?? throw new AutogradException(
                    $"Checkpoint: {what} has been freed by another backward pass through the same graph.");
            }
        }

        /// <summary>Whether the value shows the memory of a leaf that is no input of the function.</summary>
        public bool IsOfLeaf { get; init; }

        /// <summary>Throws where a value does not show the leaf that it showed before, as when a module has been given other parameters
        /// since.</summary>
        public void RequireLeaf(Tensor value, bool isOfLeaf)
        {
            if (isOfLeaf != IsOfLeaf || isOfLeaf && !value.IsNumber && memory.TryGetTarget(out var storage) && storage != value.Storage)
                throw new AutogradException(
                    $"Checkpoint: {what}, {dtype} {shape}, came from another leaf when the function was computed again for the backward pass. " +
                    "What it uses must be the same both times; a module that is called with other parameters has its own again by then, " +
                    "so pass them as inputs, or run the backward pass meanwhile.");
        }

        /// <summary>Whether a value that was computed again is to be taken. Throws where it is another.</summary>
        public bool Wants(Tensor value, SavedValue by)
        {
            if (value.Shape != shape || value.DType != dtype || by.Input != what.Input || by.Op?.GetType() != what.Op?.GetType())
                throw new AutogradException(
                    $"Checkpoint: the function saved {what}, {dtype} {shape}, and in its place {by}, {value.DType} {value.Shape}, " +
                    "when it was computed again for the backward pass. It must do the same both times: nothing it depends on " +
                    "may change in between.");
            if (IsWanted && value.Version != version && memory.TryGetTarget(out var storage) && storage == value.Storage)
                throw new AutogradException(
                    $"Checkpoint: {what}, {dtype} {shape}, has been overwritten by {storage.LastWriter} since the function was run, " +
                    "so that computing again would give something else. Run the backward pass before, or write to a copy.");
            return IsWanted;
        }

        public override PackedForm Form
        {
            get
            {
                lock (owner.computed)
                    return new(shape, dtype, owner.computed.Values.Select(values => values[index]).FirstOrDefault(static value => value is not null));
            }
        }

        public override Recomputation Checkpoint => owner;

        public override void Free()
        {
            lock (owner)
            {
                if (!IsWanted)
                    return;
                IsWanted = false;
                if (--owner.live == 0)
                    foreach (var input in owner.inputs)
                        input.Free();
            }
            Tensor?[]? values;
            lock (owner.computed)
                if (!owner.computed.TryGetValue(owner.Reader, out values))
                    return;
            if (values[index] is { } value)
                Reclaim.Current?.Release(BatchedStorage.MemoryOf(value));
            values[index] = null;
        }
    }

    /// <summary>A sweep of forward mode.</summary>
    public sealed class Sweep(Sweep? outer) : IDisposable
    {
        private List<Recomputation>? recomputations;

        public void Note(Recomputation recomputation) => (recomputations ??= []).Add(recomputation);

        public void Dispose()
        {
            sweep = outer;
            foreach (var recomputation in recomputations ?? [])
                recomputation.Taken(this);
        }
    }
}
