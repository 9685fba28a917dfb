using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Sums over axes. Memory is walked row by row whatever the axes; long columns are summed in chunks that depend on the shape alone, so that the result has
/// the same bits however it is computed and rounding errors grow slowly.
/// </summary>
internal static class Reduction
{
    private const int ChunkRows = 128;

    /// <summary>The sum over the axes whose bits are set, of the shape without them, contiguous.</summary>
    public static Tensor Sum(Tensor x, uint axes)
    {
        var (rows, columns, kept, rowsFirst) = Arrange(ref x, axes);
        var y = Tensor.Empty(kept, x.DType);
        switch (x.DType)
        {
            case DType.Float32: Sum<float>(x, y, rows, columns, rowsFirst); break;
            case DType.Float64: Sum<double>(x, y, rows, columns, rowsFirst); break;
            case DType.Int64: Sum<long>(x, y, rows, columns, rowsFirst); break;
            case DType.Int32: Sum<int>(x, y, rows, columns, rowsFirst); break;
            default: throw new DTypeException($"Sum: {x.DType} would overflow; convert with .To(DType.Int64) first.");
        }
        return y;
    }

    /// <summary>
    /// Brings a tensor into the form of a contiguous matrix whose rows or whose columns are to be reduced.
    /// </summary>
    /// <returns>The sizes of the reduced and of the kept part, the shape of the kept part, and whether the reduced part comes first.</returns>
    public static (int Reduced, int Kept, Shape Shape, bool ReducedFirst) Arrange(ref Tensor x, uint axes)
    {
        Span<int> keptAxes = stackalloc int[x.Rank], reducedAxes = stackalloc int[x.Rank];
        int keptCount = 0, reducedCount = 0, kept = 1, reduced = 1;
        var shape = new int[x.Rank - BitOperations.PopCount(axes)];
        for (int i = 0; i < x.Rank; i++)
        {
            if ((axes & 1u << i) != 0)
            {
                reducedAxes[reducedCount++] = i;
                reduced *= x.Shape[i];
            }
            else
            {
                shape[keptCount] = x.Shape[i];
                keptAxes[keptCount++] = i;
                kept *= x.Shape[i];
            }
        }
        // Where the innermost axis is kept, the reduced ones come first and memory is walked in wide rows.
        bool reducedFirst = keptCount > 0 && reducedCount > 0 && keptAxes[keptCount - 1] > reducedAxes[reducedCount - 1];
        int[] order = reducedFirst
            ? [.. reducedAxes[..reducedCount], .. keptAxes[..keptCount]]
            : [.. keptAxes[..keptCount], .. reducedAxes[..reducedCount]];
        x = x.Detach();
        bool inOrder = true;
        for (int i = 0; i < order.Length; i++)
            inOrder &= order[i] == i;
        if (!inOrder)
            x = Permute.View(x, order);
        x = x.Contiguous();
        return (reduced, kept, Shape.Adopt(shape), reducedFirst);
    }

    private static void Sum<T>(Tensor x, Tensor y, int reduced, int kept, bool reducedFirst) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = x.Span<T>();
        var sums = y.Span<T>();
        if (reducedFirst)
            SumRows(values, sums, reduced);
        else
            for (int i = 0; i < kept; i++)
                sums[i] = SumOf(values.Slice(i * reduced, reduced));
    }

    private static T SumOf<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        const int chunk = 4096;
        if (values.Length <= chunk)
            return TensorPrimitives.Sum(values);
        int half = values.Length / chunk / 2 * chunk;
        half = Math.Max(half, chunk);
        return SumOf(values[..half]) + SumOf(values[half..]);
    }

    /// <summary>Adds up the rows of a matrix.</summary>
    private static void SumRows<T>(ReadOnlySpan<T> values, Span<T> sums, int rows) where T : unmanaged, INumber<T>
    {
        int width = sums.Length;
        if (rows <= ChunkRows)
        {
            if (rows == 0)
            {
                sums.Clear();
                return;
            }
            values[..width].CopyTo(sums);
            for (int row = 1; row < rows; row++)
                TensorPrimitives.Add(sums, values.Slice(row * width, width), sums);
            return;
        }
        int half = Math.Max(rows / ChunkRows / 2 * ChunkRows, ChunkRows);
        SumRows(values[..(half * width)], sums, half);
        var rest = new T[width];
        SumRows(values[(half * width)..], rest, rows - half);
        TensorPrimitives.Add<T>(sums, rest, sums);
    }
}
