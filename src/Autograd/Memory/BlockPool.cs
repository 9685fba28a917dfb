using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// Blocks of memory kept for reuse, by size class: four classes to each power of two, so that at most a fifth of a block is wasted. A fresh block
/// costs the system's clearing of its pages and, above all, garbage collections; a reused one is often still in the cache. Blocks begin at a cache
/// line.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal static class BlockPool<T> where T : unmanaged
{
    private const int Line = 64;

    private static readonly Stack<T[]>[] free = [.. Enumerable.Range(0, 4 * 32).Select(static _ => new Stack<T[]>())];

    /// <summary>From this many elements on, memory comes in blocks; below, a new array is cheaper.</summary>
    public static int Smallest => 2048 / Unsafe.SizeOf<T>();

    /// <summary>Up to this many elements memory comes in blocks; the sizes of classes beyond exceed an array's length.</summary>
    public const int Largest = 1 << 30;

    /// <summary>A free block of at least <paramref name="length"/> elements, or null where there is none.</summary>
    public static T[]? TryRent(int length, out int start)
    {
        int size = Class(length, out _);
        var blocks = free[size];
        T[]? block = null;
        lock (blocks)
            if (blocks.Count > 0)
                block = blocks.Pop();
        start = block is null ? 0 : Start(block);
        if (block is not null)
            BlockPool.Taken((long)block.Length * Unsafe.SizeOf<T>());
        return block;
    }

    /// <summary>A new block of at least <paramref name="length"/> elements, where it begins, and how many more the class holds.</summary>
    public static T[] Allocate(int length, out int start)
    {
        Class(length, out int capacity);
        var block = GC.AllocateUninitializedArray<T>(capacity + Line / Unsafe.SizeOf<T>(), pinned: true);
        start = Start(block);
        return block;
    }

    /// <summary>Gives a block back. Nobody may read or write it any more.</summary>
    public static void Return(T[] block, int length)
    {
        if (!BlockPool.TryKeep((long)block.Length * Unsafe.SizeOf<T>()))
            return;
        var blocks = free[Class(length, out _)];
        lock (blocks)
            blocks.Push(block);
    }

    /// <summary>Pinned blocks do not move, so where the first cache line begins can be worked out from the address.</summary>
    public static unsafe int Start(T[] block)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return (int)((Line - address % Line) % Line / (nuint)Unsafe.SizeOf<T>());
    }

    private static int Class(int length, out int capacity)
    {
        int power = BitOperations.Log2((uint)length);
        int quarter = Math.Max(1, (1 << power) >> 2);
        int steps = (length - (1 << power) + quarter - 1) / quarter;
        capacity = (1 << power) + steps * quarter;
        return 4 * power + steps; // Four steps up are the next power's first class.
    }
}

/// <summary>How much the pools of all types keep together.</summary>
internal static class BlockPool
{
    /// <summary>More than this is not kept: what is given back beyond it goes to the garbage collector.</summary>
    private const long MostBytes = 1L << 30;

    private static long kept;

    /// <summary>Counts a block that is to be kept, unless it is one too many.</summary>
    public static bool TryKeep(long bytes)
    {
        if (Interlocked.Add(ref kept, bytes) <= MostBytes)
            return true;
        Taken(bytes);
        return false;
    }

    /// <summary>Counts a block out.</summary>
    public static void Taken(long bytes) => Interlocked.Add(ref kept, -bytes);
}
