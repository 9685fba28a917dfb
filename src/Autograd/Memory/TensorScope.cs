namespace AutoGrad;

/// <summary>
/// A stretch of a program whose tensors are not needed after it, typically a training step: <c>using (new TensorScope()) { … }</c>. When it ends, the
/// memory of every tensor made inside, on the thread that opened it, is there for reuse at once, without a garbage collection. What shall outlive it
/// is kept explicitly. A scope is never necessary; without one, memory is found by the garbage collector as everything else is.
/// </summary>
/// <remarks>
/// Gradients are made by the step that computes them and end with its scope; the optimizer steps, and gradients are cleared, inside. Using a tensor
/// after its scope ended throws, and never reads another's values; a span taken of it before is not watched over, so copy what is read later. Scopes
/// nest; they must end on the thread they began on.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    /// <summary>After so many bytes of objects, the outermost scope that ends has them collected.</summary>
    private const long MuchGarbage = 16 << 20;

    [ThreadStatic]
    private static (long Allocated, int Collections) last;

    private readonly Inside inside;
    private readonly Reclaim? outer;
    private bool ended;

    /// <summary>Opens a scope on this thread.</summary>
    public TensorScope() : this(new Inside())
    {
    }

    /// <summary>A scope whose end is explained differently to those who use a tensor after it.</summary>
    internal TensorScope(ReleasedMemory why) : this(new Inside { Why = why })
    {
    }

    private TensorScope(Inside inside)
    {
        this.inside = inside;
        outer = Reclaim.Current;
        Reclaim.Current = inside;
    }

    /// <summary>
    /// A stretch inside a scope whose tensors do outlive it: <c>using (TensorScope.Outside()) { … }</c>, for state that is made on first use.
    /// </summary>
    public static TensorScope Outside() => new(new Inside { Keeps = true });

    /// <summary>Hands a tensor of this scope over to the scope around it, or to the garbage collector where there is none.</summary>
    /// <returns>The tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        BatchedStorage.MemoryOf(tensor).MoveTo(outer);
        return tensor;
    }

    /// <summary>Ends the scope.</summary>
    /// <exception cref="InvalidOperationException">A scope opened inside is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (ended)
            return;
        if (Reclaim.Current != inside)
            throw new InvalidOperationException("TensorScope: scopes end in the order opposite to that in which they began, on the thread they " +
                "began on. End the inner one first.");
        ended = true;
        Reclaim.Current = outer;
        inside.Release();
        if (outer is null)
            CollectGarbage();
    }

    /// <summary>
    /// Collects the tensors themselves and the tape, which are small but many. Here next to nothing of them is alive, so it takes no time; and the
    /// collector by itself would wait until they fill a processor's largest cache, which is hundreds of megabytes on some.
    /// </summary>
    private static void CollectGarbage()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - last.Allocated < MuchGarbage)
            return;
        if (GC.CollectionCount(0) == last.Collections)
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        last = (allocated, GC.CollectionCount(0));
    }

    private sealed class Inside : Reclaim
    {
        /// <summary>Longer lists are not kept for the next scope.</summary>
        private const int LongestSpare = 1 << 16;

        private static readonly ReleasedMemory over = new("its TensorScope ended; keep what shall outlive a scope with scope.Keep(tensor)");

        [ThreadStatic]
        private static List<Held>? spare;

        private List<Held>? storages;

        public bool Keeps { get; init; }

        public ReleasedMemory Why { get; init; } = over;

        public override void Add(Storage storage)
        {
            if (Keeps)
                return;
            storage.Reclaim = this;
            if (storages is null)
                (storages, spare) = (spare ?? [], null);
            storages.Add(new(storage));
        }

        public void Release()
        {
            if (storages is null)
                return;
            foreach (var held in storages)
                if (held.Storage is var storage && storage.Reclaim == this)
                    storage.Release(Why);
            storages.Clear();
            if (storages.Capacity <= LongestSpare)
                spare = storages;
            storages = null;
        }
    }
}
