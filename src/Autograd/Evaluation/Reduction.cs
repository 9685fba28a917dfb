using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Sums over axes. Memory is walked row by row whatever the axes; long columns are summed in chunks that depend on the shape alone, so that the
/// result has
/// the same bits however it is computed and rounding errors grow slowly.
/// </summary>
internal static class Reduction
{
    private const int ChunkRows = 128;

    /// <summary>The sum over the axes whose bits are set, of the shape without them, contiguous and in memory of its own.</summary>
    public static Tensor Sum(Tensor x, uint axes)
    {
        if (axes == 0)
            return Shared<Copy>.Op.Apply(x.Detach());
        // Neighbouring axes are summed together, the innermost first: no axis has to be moved, and what is left shrinks soonest.
        for (x = x.Detach().Contiguous(); axes != 0;)
        {
            int last = BitOperations.Log2(axes), first = last;
            while (first > 0 && (axes & 1u << (first - 1)) != 0)
                first--;
            x = Along(x, first, last);
            axes &= (1u << first) - 1;
        }
        return x;
    }

    private static Tensor Along(Tensor x, int first, int last)
    {
        int size = 1, inner = 1;
        for (int i = first; i < x.Rank; i++)
            if (i <= last)
                size *= x.Shape[i];
            else
                inner *= x.Shape[i];
        var y = Tensor.Empty([.. x.Shape.AsSpan()[..first], .. x.Shape.AsSpan()[(last + 1)..]], x.DType);
        switch (x.DType)
        {
            case DType.Float32: Sum<float>(x, y, size, inner); break;
            case DType.Float64: Sum<double>(x, y, size, inner); break;
            case DType.Int64: Sum<long>(x, y, size, inner); break;
            case DType.Int32: Sum<int>(x, y, size, inner); break;
            default: throw new DTypeException($"Sum: {x.DType} would overflow; convert with .To(DType.Int64) first.");
        }
        return y;
    }

    /// <summary>Sums along the middle of [outer, size, inner].</summary>
    private static void Sum<T>(Tensor x, Tensor y, int size, int inner) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = x.Span<T>();
        var sums = y.Span<T>();
        if (inner == 1)
            for (int i = 0; i < sums.Length; i++)
                sums[i] = SumOf(values.Slice(i * size, size));
        else
            for (int at = 0; at < sums.Length; at += inner)
                SumRows(values.Slice(at * size, size * inner), sums.Slice(at, inner), size);
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
