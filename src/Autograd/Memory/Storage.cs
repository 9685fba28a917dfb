using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The memory behind one or more tensors, and a count of the writes to it. Views (slices, transposes, expansions) share a storage; a value that the
/// backward pass needs remembers the count, and an overwritten one is noticed.
/// </summary>
internal class Storage
{
    /// <summary>From this many bytes on the garbage collector does not move arrays and finds them late, be they blocks or not.</summary>
    private const int LargeObject = 85_000;

    /// <summary>The bytes that storages hold themselves.</summary>
    private const int PairSize = 16, LineSize = 64;

    private Array? array;
    private object? note; // Who wrote last, or what is there in place of the array: a training step makes hundreds of these, so they are lean.
    private int start;
    private Residence residence;
    private Exposure exposure;

    protected Storage(Array? array, int start, int length, DType dtype, Residence residence = Residence.Array)
    {
        this.array = array;
        this.start = start;
        this.residence = residence;
        Length = length;
        DType = dtype;
    }

    protected Storage(ExternalMemory memory, int length, DType dtype) : this(null, 0, length, dtype, Residence.External) => note = memory;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    public DType DType { get; }

    /// <summary>How many times the memory was written to in place.</summary>
    public int Version { get; private set; }

    /// <summary>Who wrote last, for the error that a stale saved value raises; null before the first write.</summary>
    public WriteSite? LastWriter => Note as WriteSite ?? (Note as WriteHistory)?.LastWriter;

    /// <summary>The number of the backward pass that allocated the memory, until a leaf has it as its gradient, so that no second leaf gets the same
    /// memory; 0 for none.</summary>
    public int Maker { get; set; }

    /// <summary>Notes that somebody was given a span to write through.</summary>
    public void Expose() => exposure |= Exposure.Spanned;

    /// <summary>Notes that such spans are no longer used.</summary>
    public void Settle() => exposure &= ~Exposure.Spanned;

    /// <summary>Notes that the contents were computed in inference mode, from what required a gradient.</summary>
    public void MarkInference() => exposure |= Exposure.Inference;

    /// <summary>Whether recording has anything to ask of the memory: <see cref="IsInference"/> or <see cref="IsTracked"/>.</summary>
    public bool IsMarked => (exposure & (Exposure.Inference | Exposure.Tracked)) != 0;

    /// <summary>Whether they were, and so can never be part of a graph.</summary>
    public bool IsInference => (exposure & Exposure.Inference) != 0;

    /// <summary>What tells the memory from other memory: storages that share it have the same.</summary>
    public (object, int) Block => (array ?? (object)this, start);

    /// <summary>The bytes that the contents take; none where they are not computed yet, or not there any more.</summary>
    public long Bytes => IsWaiting || residence == Residence.External && note is ReleasedMemory or UnkeptMemory ? 0 : (long)Length * DType.Size;

    /// <summary>Counts a write that is about to happen.</summary>
    /// <param name="by">What writes.</param>
    /// <param name="file">The file that calls it, where known.</param>
    /// <param name="line">The line there.</param>
    public void Written(string by, string? file = null, int line = 0)
    {
        if (Expression is not null)
            Expression.Overwriting(this);
        Version++;
        var site = WriteSite.Of(by, file, line);
        if (IsTracked)
            History.LastWriter = site;
        else
            Note = site;
    }

    /// <summary>Whether recorded operations have written to the memory, so that what its tensors are on the tape is to be looked up.</summary>
    public bool IsTracked => (exposure & Exposure.Tracked) != 0;

    /// <summary>What recorded operations wrote; only where they did.</summary>
    public WriteHistory History => Note as WriteHistory ?? throw new ObjectDisposedException(
        nameof(Tensor), "This tensor's memory, to which recorded operations wrote, was given back; keep what shall outlive a scope with " +
        "scope.Keep(tensor).");

    /// <summary>Begins to remember what recorded operations write.</summary>
    public void Track(WriteHistory history)
    {
        history.LastWriter = LastWriter;
        Note = history;
        exposure |= Exposure.Tracked;
    }

    private object? Note
    {
        get => residence == Residence.External ? External.Note : note;
        set
        {
            if (residence == Residence.External)
                External.Note = value;
            else
                note = value;
        }
    }

    private ExternalMemory External => (ExternalMemory)note!;

    /// <summary>Who will give the memory back; null where the garbage collector does.</summary>
    public Reclaim? Reclaim { get; set; }

    /// <summary>Whether the memory is a block of the pool.</summary>
    public bool IsBlock { get; private set; }

    /// <summary>What the contents are to elementwise operations that wait, or whose results others wait for; null where nobody does.</summary>
    public Expression? Expression { get; set; }

    /// <summary>Whether the contents are not computed yet.</summary>
    public bool IsWaiting => Expression is { IsWaiting: true };

    /// <summary>Whether somebody may hold a span, or other access, through which the memory is written to unseen.</summary>
    public bool IsExposed => (exposure & (Exposure.Spanned | Exposure.Shared)) != 0;

    /// <summary>How many nodes hold the memory as their gradient, in the backward pass that <see cref="Reclaim"/> is.</summary>
    public int Holders { get; set; }

    /// <summary>Memory for <paramref name="length"/> elements, its contents undefined unless <paramref name="zeroed"/>.</summary>
    public static Storage Allocate(DType dtype, int length, bool zeroed = false)
    {
        var reclaim = Reclaim.Current;
        var storage = (long)length * dtype.Size <= LineSize ? Small(dtype, length) : New(dtype, length, zeroed, reclaim is not null);
        reclaim?.Add(storage);
        return storage;
    }

    /// <summary>Memory for one value.</summary>
    public static Storage Of<T>(T value) where T : unmanaged
    {
        var storage = Small(DTypes.Of<T>(), 1);
        storage.Span<T>(0, 1)[0] = value;
        return storage;
    }

    /// <summary>A storage that holds its values itself; all are 0.</summary>
    private static Storage Small(DType dtype, int length) => length * dtype.Size <= PairSize
        ? new SmallStorage<Pair>(length, dtype, Residence.Pair)
        : new SmallStorage<Line>(length, dtype, Residence.Line);

    /// <summary>A storage whose contents are computed when they are needed.</summary>
    public static Storage Pend(DType dtype, int length, Expression expression)
    {
        var storage = new Storage(null, 0, length, dtype) { Expression = expression };
        Reclaim.Current?.Add(storage);
        return storage;
    }

    /// <summary>Memory for the values of an expression, in no one's charge yet.</summary>
    public static Storage For(Expression values) => Unowned(values.DType, values.Length, values.Home is not { Reclaim: null });

    private static Storage Unowned(DType dtype, int length, bool pooled) =>
        dtype == DType.Float32 ? New<float>(length, false, pooled) : New<double>(length, false, pooled);

    /// <summary>Another over the same memory, which it does not give back.</summary>
    public Storage Alias()
    {
        MoveOut();
        return residence == Residence.External ? new(External, Length, DType) : new(array, start, Length, DType);
    }

    /// <summary>Memory whose contents are gone because something that was to be computed in their place failed.</summary>
    public static Storage Lost() => new(new ReleasedMemory("the computation that would have replaced its contents failed"), 0, DType.Float32);

    /// <summary>Another with the same contents, in no one's charge; Float32 or Float64.</summary>
    public Storage Copy()
    {
        var copy = Unowned(DType, Length, Reclaim is not null);
        if (DType == DType.Float32)
            Span<float>(0, Length).CopyTo(copy.Span<float>(0, Length));
        else
            Span<double>(0, Length).CopyTo(copy.Span<double>(0, Length));
        return copy;
    }

    /// <summary>Takes the memory of another, which is not used any more.</summary>
    public void TakeOver(Storage other)
    {
        (start, IsBlock) = (other.start, other.IsBlock);
        Volatile.Write(ref array, other.array);
    }

    /// <summary>Makes this, an alias, the one that gives the memory back.</summary>
    public void TakeOwnership(Storage original) => (IsBlock, original.IsBlock) = (original.IsBlock, false);

    /// <summary>Throws where the contents are gone or were never kept.</summary>
    public void RequireContents()
    {
        if (array is null && !IsWaiting && residence == Residence.External)
            _ = External.First;
    }

    /// <summary>Computes the contents where they wait.</summary>
    public void Evaluate()
    {
        if (Expression is { IsWaiting: true } expression)
            expression.Evaluate();
        else if (array is null && residence == Residence.Array)
            Interlocked.MemoryBarrier(); // Another thread has just computed them: the array is read after that.
    }

    private static Storage New(DType dtype, int length, bool zeroed, bool pooled) => dtype switch
    {
        DType.Float32 => New<float>(length, zeroed, pooled),
        DType.Float64 => New<double>(length, zeroed, pooled),
        DType.Int64 => New<long>(length, zeroed, pooled),
        DType.Int32 => New<int>(length, zeroed, pooled),
        DType.Bool => New<bool>(length, zeroed, pooled),
        _ => New<byte>(length, zeroed, pooled),
    };

    private static Storage New<T>(int length, bool zeroed, bool pooled) where T : unmanaged
    {
        var dtype = DTypes.Of<T>();
        if (length < BlockPool<T>.Smallest || length > BlockPool<T>.Largest)
            return new(zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length), 0, length, dtype);
        int start = 0;
        var block = pooled ? BlockPool<T>.TryRent(length, out start) : null;
        if (block is null)
        {
            // A block that no one will give back is better an ordinary array, which the garbage collector finds sooner; but for a large one it
            // makes no difference.
            if (!pooled && length < LargeObject / Unsafe.SizeOf<T>())
                return new(zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length), 0, length, dtype);
            block = BlockPool<T>.Allocate(length, out start);
        }
        if (zeroed)
            block.AsSpan(start, length).Clear();
        return new(block, start, length, dtype) { IsBlock = pooled };
    }

    /// <summary>Gives the memory back. Whoever uses it afterwards is told why it is gone.</summary>
    public void Release(ReleasedMemory why)
    {
        Reclaim = null;
        if (Expression is not null)
            Expression.Releasing(this);
        GiveBack();
        (note, residence) = (why, Residence.External);
    }

    /// <summary>Gives the memory back that nobody can reach any more.</summary>
    public void GiveBack()
    {
        var memory = array;
        (array, residence) = (null, Residence.Array);
        if (!IsBlock)
            return;
        IsBlock = false;
        switch (memory)
        {
            case float[] block: BlockPool<float>.Return(block, Length); break;
            case double[] block: BlockPool<double>.Return(block, Length); break;
            case long[] block: BlockPool<long>.Return(block, Length); break;
            case int[] block: BlockPool<int>.Return(block, Length); break;
            case bool[] block: BlockPool<bool>.Return(block, Length); break;
            case byte[] block: BlockPool<byte>.Return(block, Length); break;
        }
    }

    /// <summary>Puts another in charge of giving the memory back.</summary>
    public void MoveTo(Reclaim? other)
    {
        if (Reclaim == other)
            return;
        Reclaim = null;
        Holders = 0;
        other?.Add(this);
    }

    public static Storage Adopt<T>(T[] array) where T : unmanaged => new(array, 0, array.Length, DTypes.Of<T>());

    public static Storage Share<T>(Memory<T> memory) where T : unmanaged =>
        MemoryMarshal.TryGetArray((ReadOnlyMemory<T>)memory, out var segment)
            ? new(segment.Array, segment.Offset, segment.Count, DTypes.Of<T>()) { exposure = Exposure.Shared }
            : new(new SharedMemory<T>(memory), memory.Length, DTypes.Of<T>()) { exposure = Exposure.Shared };

    public static Storage Share<T>(System.Numerics.Tensors.Tensor<T> tensor, int length) where T : unmanaged =>
        new(new SharedNumericsTensor<T>(tensor), length, DTypes.Of<T>()) { exposure = Exposure.Shared };

    /// <summary>The elements from <paramref name="offset"/> on. <typeparamref name="T"/> is the dtype's type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>(int offset, int count) where T : unmanaged
    {
        // Another thread may just have computed the contents; where they begin is known before the array is.
        if (Volatile.Read(ref array) is not { } memory)
            return residence is Residence.Pair or Residence.Line ? Inside<T>(offset, count) : Elsewhere<T>(offset, count);
        // Arrays of primitive types share one layout, so the data of any of them can be reached as that of a T[].
        ref var first = ref MemoryMarshal.GetArrayDataReference(Unsafe.As<T[]>(memory));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, start + offset), count);
    }

    private Span<T> Inside<T>(int offset, int count) where T : unmanaged
    {
        ref var first = ref residence == Residence.Pair
            ? ref Unsafe.As<Pair, T>(ref Unsafe.As<SmallStorage<Pair>>(this).Words)
            : ref Unsafe.As<Line, T>(ref Unsafe.As<SmallStorage<Line>>(this).Words);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, offset), count);
    }

    private Span<T> Elsewhere<T>(int offset, int count) where T : unmanaged
    {
        Evaluate();
        return array is not null
            ? Span<T>(offset, count)
            : MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Unsafe.As<byte, T>(ref External.First), offset), count);
    }

    /// <summary>Moves values that the storage holds itself to an array, for others to hold it too.</summary>
    private void MoveOut()
    {
        if (residence is not (Residence.Pair or Residence.Line) || array is not null)
            return;
        Array values = DType switch
        {
            DType.Float32 => Inside<float>(0, Length).ToArray(),
            DType.Float64 => Inside<double>(0, Length).ToArray(),
            DType.Int64 => Inside<long>(0, Length).ToArray(),
            DType.Int32 => Inside<int>(0, Length).ToArray(),
            DType.Bool => Inside<bool>(0, Length).ToArray(),
            _ => Inside<byte>(0, Length).ToArray(),
        };
        Interlocked.CompareExchange(ref array, values, null);
    }

    /// <summary>The array that holds the memory and where in it the memory begins, or false where something else holds it.</summary>
    public bool TryGetArray<T>(out T[] result, out int first)
    {
        Evaluate();
        MoveOut();
        result = (array as T[])!;
        first = start;
        if (result is null)
            return false;
        // From now on others may hold the array, so it can never be given back.
        IsBlock = false;
        MoveTo(null);
        return true;
    }

    private static readonly Storage[] unkept =
        [.. Enum.GetValues<DType>().Select(static dtype => new Storage(UnkeptMemory.Instance, 0, dtype))];

    /// <summary>The storage of a value that was not kept. Reading it fails.</summary>
    public static Storage Unkept(DType dtype) => unkept[(int)dtype];

    /// <summary>The array that holds the memory, to be compared and no more.</summary>
    public bool TryPeek<T>(out T[] result)
    {
        Evaluate();
        MoveOut();
        result = (array as T[])!;
        return result is not null;
    }
}
