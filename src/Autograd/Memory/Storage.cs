using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The memory behind one or more tensors, and a count of the writes to it. Views (slices, transposes, expansions) share a storage; a value that the
/// backward pass needs remembers the count, and an overwritten one is noticed.
/// </summary>
internal sealed class Storage
{
    /// <summary>From this many bytes on the garbage collector does not move arrays and finds them late, be they blocks or not.</summary>
    private const int LargeObject = 85_000;

    private Array? array;
    private ExternalMemory? external;
    private int start;
    private bool shared, spanned;

    private Storage(Array? array, ExternalMemory? external, int start, int length, DType dtype)
    {
        this.array = array;
        this.external = external;
        this.start = start;
        Length = length;
        DType = dtype;
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    public DType DType { get; }

    /// <summary>How many times the memory was written to in place.</summary>
    public int Version { get; private set; }

    /// <summary>Who wrote last, for the error that a stale saved value raises.</summary>
    public string? LastWriter { get; private set; }

    /// <summary>The backward pass that allocated the memory, until a leaf has it as its gradient, so that no second leaf gets the same
    /// memory.</summary>
    public Reclaim? Maker { get; set; }

    /// <summary>Notes that somebody was given a span to write through.</summary>
    public void Expose() => spanned = true;

    /// <summary>Notes that such spans are no longer used.</summary>
    public void Settle() => spanned = false;

    /// <summary>Counts a write that is about to happen.</summary>
    public void Written(string by)
    {
        if (Expression is not null)
            Expression.Overwriting(this);
        Version++;
        LastWriter = by;
    }

    /// <summary>Who will give the memory back; null where the garbage collector does.</summary>
    public Reclaim? Reclaim { get; set; }

    /// <summary>Whether the memory is a block of the pool.</summary>
    public bool IsBlock { get; private set; }

    /// <summary>What the contents are to elementwise operations that wait, or whose results others wait for; null where nobody does.</summary>
    public Expression? Expression { get; set; }

    /// <summary>Whether the contents are not computed yet.</summary>
    public bool IsWaiting => Expression is { IsWaiting: true };

    /// <summary>Whether somebody may hold a span, or other access, through which the memory is written to unseen.</summary>
    public bool IsExposed => shared || spanned;

    /// <summary>How many nodes hold the memory as their gradient, in the backward pass that <see cref="Reclaim"/> is.</summary>
    public int Holders { get; set; }

    /// <summary>Memory for <paramref name="length"/> elements, its contents undefined unless <paramref name="zeroed"/>.</summary>
    public static Storage Allocate(DType dtype, int length, bool zeroed = false)
    {
        bool pooled = Reclaim.Current is not null;
        var storage = dtype switch
        {
            DType.Float32 => New<float>(length, zeroed, pooled),
            DType.Float64 => New<double>(length, zeroed, pooled),
            DType.Int64 => New<long>(length, zeroed, pooled),
            DType.Int32 => New<int>(length, zeroed, pooled),
            DType.Bool => New<bool>(length, zeroed, pooled),
            _ => New<byte>(length, zeroed, pooled),
        };
        Reclaim.Current?.Add(storage);
        return storage;
    }

    /// <summary>A storage whose contents are computed when they are needed.</summary>
    public static Storage Pend(DType dtype, int length, Expression expression)
    {
        var storage = new Storage(null, null, 0, length, dtype) { Expression = expression };
        Reclaim.Current?.Add(storage);
        return storage;
    }

    /// <summary>Memory for the values of an expression, in no one's charge yet.</summary>
    public static Storage For(Expression values) => Unowned(values.DType, values.Length, values.Home is not { Reclaim: null });

    private static Storage Unowned(DType dtype, int length, bool pooled) =>
        dtype == DType.Float32 ? New<float>(length, false, pooled) : New<double>(length, false, pooled);

    /// <summary>Another over the same memory, which it does not give back.</summary>
    public Storage Alias() => new(array, external, start, Length, DType);

    /// <summary>Memory whose contents are gone because something that was to be computed in their place failed.</summary>
    public static Storage Lost() => new(null, new ReleasedMemory("the computation that would have replaced its contents failed"), 0, 0, DType.Float32);

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
        if (array is null && !IsWaiting && external is not null)
            _ = external.First;
    }

    /// <summary>Computes the contents where they wait.</summary>
    public void Evaluate()
    {
        if (Expression is { IsWaiting: true } expression)
            expression.Evaluate();
    }

    private static Storage New<T>(int length, bool zeroed, bool pooled) where T : unmanaged
    {
        var dtype = DTypes.Of<T>();
        if (length < BlockPool<T>.Smallest || length > BlockPool<T>.Largest)
            return new(zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length), null, 0, length, dtype);
        int start = 0;
        var block = pooled ? BlockPool<T>.TryRent(length, out start) : null;
        if (block is null)
        {
            // A block that no one will give back is better an ordinary array, which the garbage collector finds sooner; but for a large one it
            // makes no difference.
            if (!pooled && length < LargeObject / Unsafe.SizeOf<T>())
                return new(zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length), null, 0, length, dtype);
            block = BlockPool<T>.Allocate(length, out start);
        }
        if (zeroed)
            block.AsSpan(start, length).Clear();
        return new(block, null, start, length, dtype) { IsBlock = pooled };
    }

    /// <summary>Gives the memory back. Whoever uses it afterwards is told why it is gone.</summary>
    public void Release(string why)
    {
        Reclaim = null;
        if (Expression is not null)
            Expression.Releasing(this);
        external = new ReleasedMemory(why);
        GiveBack();
    }

    /// <summary>Gives the memory back that nobody can reach any more.</summary>
    public void GiveBack()
    {
        var memory = array;
        array = null;
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

    public static Storage Adopt<T>(T[] array) where T : unmanaged => new(array, null, 0, array.Length, DTypes.Of<T>());

    public static Storage Share<T>(Memory<T> memory) where T : unmanaged =>
        MemoryMarshal.TryGetArray((ReadOnlyMemory<T>)memory, out var segment)
            ? new(segment.Array, null, segment.Offset, segment.Count, DTypes.Of<T>()) { shared = true }
            : new(null, new SharedMemory<T>(memory), 0, memory.Length, DTypes.Of<T>()) { shared = true };

    public static Storage Share<T>(System.Numerics.Tensors.Tensor<T> tensor, int length) where T : unmanaged =>
        new(null, new SharedNumericsTensor<T>(tensor), 0, length, DTypes.Of<T>()) { shared = true };

    /// <summary>The elements from <paramref name="offset"/> on. <typeparamref name="T"/> is the dtype's type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>(int offset, int count) where T : unmanaged
    {
        // Another thread may just have computed the contents; where they begin is known before the array is.
        if (Volatile.Read(ref array) is not { } memory)
            return Elsewhere<T>(offset, count);
        // Arrays of primitive types share one layout, so the data of any of them can be reached as that of a T[].
        ref var first = ref MemoryMarshal.GetArrayDataReference(Unsafe.As<T[]>(memory));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, start + offset), count);
    }

    private Span<T> Elsewhere<T>(int offset, int count) where T : unmanaged
    {
        Evaluate();
        return array is not null
            ? Span<T>(offset, count)
            : MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Unsafe.As<byte, T>(ref external!.First), offset), count);
    }

    /// <summary>The array that holds the memory and where in it the memory begins, or false where something else holds it.</summary>
    public bool TryGetArray<T>(out T[] result, out int first)
    {
        Evaluate();
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
        [.. Enum.GetValues<DType>().Select(static dtype => new Storage(null, UnkeptMemory.Instance, 0, 0, dtype))];

    /// <summary>The storage of a value that was not kept. Reading it fails.</summary>
    public static Storage Unkept(DType dtype) => unkept[(int)dtype];

    /// <summary>The array that holds the memory, to be compared and no more.</summary>
    public bool TryPeek<T>(out T[] result)
    {
        Evaluate();
        result = (array as T[])!;
        return result is not null;
    }

    private abstract class ExternalMemory
    {
        public abstract ref byte First { get; }
    }

    private sealed class SharedMemory<T>(Memory<T> memory) : ExternalMemory where T : unmanaged
    {
        public override ref byte First => ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(memory.Span));
    }

    private sealed class SharedNumericsTensor<T>(System.Numerics.Tensors.Tensor<T> tensor) : ExternalMemory where T : unmanaged
    {
        public override ref byte First => ref Unsafe.As<T, byte>(ref tensor.GetPinnableReference());
    }

    private sealed class ReleasedMemory(string why) : ExternalMemory
    {
        public override ref byte First => throw new ObjectDisposedException(nameof(Tensor), $"This tensor's memory was given back when {why}.");
    }

    private sealed class UnkeptMemory : ExternalMemory
    {
        public static readonly UnkeptMemory Instance = new();

        public override ref byte First
        {
            get
            {
                Tensor.ThrowUnkept();
                return ref Unsafe.NullRef<byte>();
            }
        }
    }
}
