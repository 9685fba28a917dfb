using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The memory behind one or more tensors, and a count of the writes to it. Views (slices, transposes, expansions) share a storage; a value that the
/// backward pass needs remembers the count, and an overwritten one is noticed.
/// </summary>
internal sealed class Storage
{
    private readonly Array? array;
    private readonly ExternalMemory? external;
    private readonly int start;

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

    /// <summary>Set by the backward pass that gave this memory to a leaf as its gradient, so that no second leaf gets the same memory.</summary>
    public bool IsGradient { get; set; }

    public void Written(string by)
    {
        Version++;
        LastWriter = by;
    }

    /// <summary>Memory for <paramref name="length"/> elements, its contents undefined unless <paramref name="zeroed"/>.</summary>
    public static Storage Allocate(DType dtype, int length, bool zeroed = false) => new(dtype switch
    {
        DType.Float32 => New<float>(length, zeroed),
        DType.Float64 => New<double>(length, zeroed),
        DType.Int64 => New<long>(length, zeroed),
        DType.Int32 => New<int>(length, zeroed),
        DType.Bool => New<bool>(length, zeroed),
        _ => New<byte>(length, zeroed),
    }, null, 0, length, dtype);

    private static T[] New<T>(int length, bool zeroed) where T : unmanaged =>
        zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length);

    public static Storage Adopt<T>(T[] array) where T : unmanaged => new(array, null, 0, array.Length, DTypes.Of<T>());

    public static Storage Share<T>(Memory<T> memory) where T : unmanaged =>
        MemoryMarshal.TryGetArray((ReadOnlyMemory<T>)memory, out var segment)
            ? new(segment.Array, null, segment.Offset, segment.Count, DTypes.Of<T>())
            : new(null, new SharedMemory<T>(memory), 0, memory.Length, DTypes.Of<T>());

    public static Storage Share<T>(System.Numerics.Tensors.Tensor<T> tensor, int length) where T : unmanaged =>
        new(null, new SharedNumericsTensor<T>(tensor), 0, length, DTypes.Of<T>());

    /// <summary>The elements from <paramref name="offset"/> on. <typeparamref name="T"/> is the dtype's type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>(int offset, int count) where T : unmanaged
    {
        if (array is null)
            return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Unsafe.As<byte, T>(ref external!.First), offset), count);
        // Arrays of primitive types share one layout, so the data of any of them can be reached as that of a T[].
        ref var first = ref MemoryMarshal.GetArrayDataReference(Unsafe.As<T[]>(array));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, start + offset), count);
    }

    /// <summary>The array that holds the memory and where in it the memory begins, or false where something else holds it.</summary>
    public bool TryGetArray<T>(out T[] result, out int first)
    {
        result = (array as T[])!;
        first = start;
        return result is not null;
    }

    /// <summary>The storage of a value that was not kept. Reading it fails.</summary>
    public static Storage Unkept(DType dtype) => new(null, UnkeptMemory.Instance, 0, 0, dtype);

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
