using System.Numerics;

namespace AutoGrad;

/// <summary>Sums over axes.</summary>
internal static class Reduction
{
    /// <summary>About how many elements are worth a thread.</summary>
    private const int PartSize = 50_000;

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
        Shape shape = [.. x.Shape.AsSpan()[..first], .. x.Shape.AsSpan()[(last + 1)..]];
        if (Reclaim.Current?.Sums is { } sums && x.DType.IsFloatingPoint && x.ElementCount != 0
            && (x.ElementCount >= Expression.Smallest || x.Storage.Expression?.Sum is not null)
            && Expression.Waiting(x, new(size, inner), sums, shape) is { } waiting)
            return waiting;
        var y = Tensor.Empty(shape, x.DType);
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
        if (x.ElementCount == 0)
        {
            y.Span<T>().Clear();
            return;
        }
        var sums = new Sums<T>(y, size, inner);
        if (x.TryReduce(sums))
            return;
        int count = x.ElementCount, chunks = sums.ChunkCount, parts = Math.Min(count / PartSize, Math.Min(chunks, 4 * Threads.Count));
        if (parts <= 1 || Threads.Count == 1)
            sums.Add(0, x.Span<T>());
        else
            Threads.For(parts, part =>
            {
                int from = sums.ChunkStart((int)((long)chunks * part / parts)), to = sums.ChunkStart((int)((long)chunks * (part + 1) / parts));
                sums.Add(from, x.Span<T>()[from..to]);
            });
        sums.Finish();
    }
}
