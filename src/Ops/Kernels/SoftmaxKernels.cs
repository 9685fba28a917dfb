using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// Exponentials normalised along rows, shifted by the greatest value so that none overflows. Short rows are taken several at a time, so that the
/// exponentials are computed over long spans.
/// </summary>
internal static class SoftmaxKernels
{
    private const int Block = 1024;

    /// <summary>y = eˣ / Σ eˣ.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> y, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (SoftmaxRows.TryCompute(x, y[..x.Length], size, size))
            return;
        for (int length; !x.IsEmpty; x = x[length..], y = y[length..])
        {
            length = Math.Min(x.Length, Together(size));
            Shifted(x[..length], y[..length], size);
            Exp(y[..length], y);
            // The greatest term of the sum is 1, so its reciprocal is an ordinary number.
            for (int at = 0; at < length; at += size)
                TensorPrimitives.Multiply(y.Slice(at, size), T.One / TensorPrimitives.Sum<T>(y.Slice(at, size)), y.Slice(at, size));
        }
    }

    /// <summary>y = eˣ / Σ eˣ of the first elements of each row, one more from row to row; the others become 0.</summary>
    /// <param name="x">Rows of one matrix.</param>
    /// <param name="y">Where the results go.</param>
    /// <param name="size">The elements of a row.</param>
    /// <param name="counted">How many elements of the first row count, or the whole row if it has fewer.</param>
    public static void CausalSoftmax<T>(ReadOnlySpan<T> x, Span<T> y, int size, int counted) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (SoftmaxRows.TryCompute(x, y[..x.Length], size, counted, more: 1))
            return;
        for (int at = 0; at < x.Length; at += size, counted++)
        {
            int count = Math.Min(counted, size);
            Softmax(x.Slice(at, count), y.Slice(at, count), count);
            // As where the others are −∞: 0, or NaN in a row that has nothing else.
            y[(at + count)..(at + size)].Fill(T.Zero * y[at]);
        }
    }

    /// <summary>The gradient y·(g − Σ g·y) of a softmax y.</summary>
    public static void SoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> dx, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at += size)
        {
            ReadOnlySpan<T> p = y.Slice(at, size), u = g.Slice(at, size);
            ShiftedProduct(p, u, TensorPrimitives.Dot(p, u), dx.Slice(at, size));
        }
    }

    /// <summary>y = x − log Σ eˣ.</summary>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, Span<T> y, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Block];
        for (int length; !x.IsEmpty; x = x[length..], y = y[length..])
        {
            length = Math.Min(x.Length, Together(size));
            Shifted(x[..length], y[..length], size);
            bool several = length <= Block;
            if (several)
                Exp(y[..length], scratch);
            for (int at = 0; at < length; at += size)
            {
                var row = y.Slice(at, size);
                TensorPrimitives.Subtract(row, T.Log(several ? TensorPrimitives.Sum<T>(scratch.Slice(at, size)) : SumExp(row, T.Zero, scratch)), row);
            }
        }
    }

    /// <summary>The gradient g − eʸ·Σ g of a softmax's logarithm y.</summary>
    public static void LogSoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> dx, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int length; !y.IsEmpty; y = y[length..], g = g[length..], dx = dx[length..])
        {
            length = Math.Min(y.Length, Together(size));
            Exp(y[..length], dx);
            for (int at = 0; at < length; at += size)
            {
                var u = g.Slice(at, size);
                MinusMultiple(u, TensorPrimitives.Sum(u), dx.Slice(at, size));
            }
        }
    }

    /// <summary>y = log Σ eˣ, one for each row; −∞ for rows of nothing but that.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Block];
        for (int i = 0; i < y.Length; i++)
        {
            var row = x.Slice(i * size, size);
            var shift = FiniteOrZero(Greatest.Of(row));
            y[i] = shift + T.Log(SumExp(row, shift, scratch));
        }
    }

    /// <summary>The losses log Σ eˣ − x[label], one for each row of x; labels lie within the row.</summary>
    public static void CrossEntropy<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> labels, Span<T> losses, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[Block];
        for (int length; !x.IsEmpty; x = x[length..], labels = labels[(length / size)..], losses = losses[(length / size)..])
        {
            length = Math.Min(x.Length, Together(size));
            if (length > Block)
            {
                var most = Greatest.Of(x[..length]);
                losses[0] = T.Log(SumExp(x[..length], most, scratch)) + (most - x[(int)labels[0]]);
                continue;
            }
            Shifted(x[..length], scratch, size);
            for (int at = 0, i = 0; at < length; at += size, i++)
                losses[i] = scratch[at + (int)labels[i]];
            Exp(scratch[..length], scratch);
            for (int at = 0, i = 0; at < length; at += size, i++)
                losses[i] = T.Log(TensorPrimitives.Sum<T>(scratch.Slice(at, size))) - losses[i];
        }
    }

    /// <summary>The gradients (softmax(x) − onehot(label))·g, one row for each row of x; labels lie within the row.</summary>
    public static void CrossEntropyBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> labels, ReadOnlySpan<T> g, Span<T> y, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int length, i = 0; !x.IsEmpty; x = x[length..], y = y[length..])
        {
            length = Math.Min(x.Length, Together(size));
            Shifted(x[..length], y[..length], size);
            Exp(y[..length], y);
            for (int at = 0; at < length; at += size, i++)
            {
                var row = y.Slice(at, size);
                TensorPrimitives.Multiply(row, g[i] / TensorPrimitives.Sum<T>(row), row);
                row[(int)labels[i]] -= g[i];
            }
        }
    }

    /// <summary>eˣ of each element.</summary>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(x, y);

    /// <summary>The number, or 0 where it is none or not finite.</summary>
    public static T FiniteOrZero<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsFinite(value) ? value : T.Zero;

    /// <summary>How many elements are worked on at once: whole rows, one at least.</summary>
    private static int Together(int size) => Math.Max(1, Block / size) * size;

    /// <summary>Each row minus the greatest of its values.</summary>
    private static void Shifted<T>(ReadOnlySpan<T> x, Span<T> y, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0; at < x.Length; at += size)
            TensorPrimitives.Subtract(x.Slice(at, size), Greatest.Of(x.Slice(at, size)), y.Slice(at, size));
    }

    /// <summary>Σ e^(x − shift).</summary>
    private static T SumExp<T>(ReadOnlySpan<T> x, T shift, Span<T> scratch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (; !x.IsEmpty; x = x[scratch.Length..])
        {
            scratch = scratch[..Math.Min(scratch.Length, x.Length)];
            TensorPrimitives.Subtract(x[..scratch.Length], shift, scratch);
            Exp(scratch, scratch);
            sum += TensorPrimitives.Sum<T>(scratch);
        }
        return sum;
    }

    /// <summary>y = p·(u − shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShiftedProduct<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> u, T shift, Span<T> y) where T : unmanaged, INumber<T>
    {
        ref T from = ref MemoryMarshal.GetReference(p), other = ref MemoryMarshal.GetReference(u), to = ref MemoryMarshal.GetReference(y);
        var shifts = Vector.Create(shift);
        int i = 0;
        for (; i <= y.Length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.LoadUnsafe(ref from, (nuint)i) * (Vector.LoadUnsafe(ref other, (nuint)i) - shifts)).StoreUnsafe(ref to, (nuint)i);
        for (; i < y.Length; i++)
            y[i] = p[i] * (u[i] - shift);
    }

    /// <summary>y = u − factor·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MinusMultiple<T>(ReadOnlySpan<T> u, T factor, Span<T> y) where T : unmanaged, INumber<T>
    {
        ref T from = ref MemoryMarshal.GetReference(u), to = ref MemoryMarshal.GetReference(y);
        var factors = Vector.Create(factor);
        int i = 0;
        for (; i <= y.Length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.LoadUnsafe(ref from, (nuint)i) - factors * Vector.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < y.Length; i++)
            y[i] = u[i] - factor * y[i];
    }
}
