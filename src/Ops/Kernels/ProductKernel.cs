using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Products along the middle of [outer, size, inner]: the same products of halves, in the same order, as a recorded <c>Prod</c> makes one tensor
/// operation at a time, and so the same bits.
/// </summary>
internal static class ProductKernel
{
    private const int LongestRow = 4096;

    /// <summary>Whether the runs are not so long that their halves belong in memory.</summary>
    public static bool Takes(Runs runs) => runs.Size > 1 && (runs.Inner > 1 || runs.Size <= LongestRow);

    /// <summary>The product of each run.</summary>
    public static void Run<T>(Runs runs, Tensor y) where T : unmanaged, INumber<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) =>
            {
                for (var products = y.AsSpan<T>(); from < to; from++)
                    products[from] = Row(x.AsReadOnlySpan<T>().Slice(from * size, size));
            });
        else
            Chunks.ForColumns(outer, size, inner, (at, result, width) =>
                Columns(x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>().Slice(result, width), size, inner));
    }

    private static T Row<T>(scoped ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        Span<T> scratch = stackalloc T[LongestRow / 2];
        var odd = T.One; // The product of the elements that had no partner.
        while (x.Length > 1)
        {
            int half = x.Length / 2;
            if (x.Length % 2 == 1)
                odd *= x[^1];
            TensorPrimitives.Multiply(x[..half], x.Slice(half, half), scratch[..half]);
            x = scratch[..half];
        }
        return x[0] * odd;
    }

    private static void Columns<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, INumber<T>
    {
        int levels = BitOperations.Log2((uint)size);
        Span<T> scratch = stackalloc T[(levels + 2) * y.Length], odd = scratch[..y.Length];
        odd.Fill(T.One);
        for (int level = 0; level < levels; level++)
            if ((size >> level) % 2 == 1)
            {
                Halves(x, y, scratch[y.Length..], size, inner, level, (size >> level) - 1);
                TensorPrimitives.Multiply(odd, y, odd);
            }
        Halves(x, y, scratch[y.Length..], size, inner, levels, 0);
        TensorPrimitives.Multiply(y, odd, y);
    }

    /// <summary>
    /// A row of what is left after halving so many times: its two halves one level below, one after the other, so that only a row a level is kept.
    /// </summary>
    private static void Halves<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> scratch, int size, int inner, int level, int row)
        where T : unmanaged, INumber<T>
    {
        int partner = row + (size >> level);
        if (level == 0)
            x.Slice(row * inner, y.Length).CopyTo(y);
        else if (level == 1)
            TensorPrimitives.Multiply(x.Slice(row * inner, y.Length), x.Slice(partner * inner, y.Length), y);
        else
        {
            var other = scratch[..y.Length];
            Halves(x, y, scratch[y.Length..], size, inner, level - 1, row);
            Halves(x, other, scratch[y.Length..], size, inner, level - 1, partner);
            TensorPrimitives.Multiply(y, other, y);
        }
    }
}
