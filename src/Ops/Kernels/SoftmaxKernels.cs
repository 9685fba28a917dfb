using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Exponentials normalised along the middle of [outer, size, inner], shifted by the greatest value so that none overflows.
/// </summary>
internal static class SoftmaxKernels
{
    private const int Block = 256;

    /// <summary>y = eˣ / Σ eˣ.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            for (; !x.IsEmpty; x = x[size..], y = y[size..])
            {
                var row = y[..size];
                TensorPrimitives.Subtract(x[..size], TensorPrimitives.Max(x[..size]), row);
                VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(row, row);
                TensorPrimitives.Divide(row, TensorPrimitives.Sum<T>(row), row);
            }
            return;
        }
        Span<T> most = new T[inner], sum = new T[inner];
        for (; !x.IsEmpty; x = x[(size * inner)..], y = y[(size * inner)..])
        {
            Greatest(x[..(size * inner)], most);
            sum.Clear();
            for (int at = 0; at < size * inner; at += inner)
            {
                var row = y.Slice(at, inner);
                TensorPrimitives.Subtract(x.Slice(at, inner), most, row);
                VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(row, row);
                TensorPrimitives.Add(sum, row, sum);
            }
            for (int at = 0; at < size * inner; at += inner)
                TensorPrimitives.Divide(y.Slice(at, inner), sum, y.Slice(at, inner));
        }
    }

    /// <summary>y = x − log Σ eˣ.</summary>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            for (; !x.IsEmpty; x = x[size..], y = y[size..])
            {
                var most = TensorPrimitives.Max(x[..size]);
                TensorPrimitives.Subtract(x[..size], most, y[..size]);
                TensorPrimitives.Subtract(y[..size], T.Log(SumExp(x[..size], most)), y[..size]);
            }
            return;
        }
        Span<T> shift = new T[inner], sum = new T[inner], scratch = new T[inner];
        for (; !x.IsEmpty; x = x[(size * inner)..], y = y[(size * inner)..])
        {
            Greatest(x[..(size * inner)], shift);
            SumExp(x[..(size * inner)], shift, sum, scratch);
            TensorPrimitives.Log(sum, sum);
            for (int at = 0; at < size * inner; at += inner)
            {
                TensorPrimitives.Subtract(x.Slice(at, inner), shift, y.Slice(at, inner));
                TensorPrimitives.Subtract(y.Slice(at, inner), sum, y.Slice(at, inner));
            }
        }
    }

    /// <summary>y = log Σ eˣ, one for each run; −∞ for runs of nothing.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size == 0)
        {
            y.Fill(T.NegativeInfinity);
            return;
        }
        if (inner == 1)
        {
            for (int i = 0; i < y.Length; i++)
            {
                var run = x.Slice(i * size, size);
                var shift = FiniteOrZero(TensorPrimitives.Max(run));
                y[i] = shift + T.Log(SumExp(run, shift));
            }
            return;
        }
        Span<T> shifts = new T[inner], scratch = new T[inner];
        for (; !y.IsEmpty; x = x[(size * inner)..], y = y[inner..])
        {
            var sum = y[..inner];
            Greatest(x[..(size * inner)], shifts);
            for (int i = 0; i < inner; i++)
                shifts[i] = FiniteOrZero(shifts[i]);
            SumExp(x[..(size * inner)], shifts, sum, scratch);
            TensorPrimitives.Log(sum, sum);
            TensorPrimitives.Add(sum, shifts, sum);
        }
    }

    /// <summary>The losses log Σ eˣ − x[label], one for each row of x; labels lie within the row.</summary>
    public static void CrossEntropy<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> labels, Span<T> losses, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < losses.Length; i++)
        {
            var row = x.Slice(i * size, size);
            var most = TensorPrimitives.Max(row);
            losses[i] = T.Log(SumExp(row, most)) + (most - row[(int)labels[i]]);
        }
    }

    /// <summary>The gradients (softmax(x) − onehot(label))·g, one row for each row of x; labels lie within the row.</summary>
    public static void CrossEntropyBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> labels, ReadOnlySpan<T> gradients, Span<T> y, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < gradients.Length; i++)
        {
            var from = x.Slice(i * size, size);
            var row = y.Slice(i * size, size);
            TensorPrimitives.Subtract(from, TensorPrimitives.Max(from), row);
            VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<T>(row), row);
            row[(int)labels[i]] -= T.One;
            TensorPrimitives.Multiply(row, gradients[i], row);
        }
    }

    /// <summary>Σ e^(x − shift).</summary>
    private static T SumExp<T>(ReadOnlySpan<T> x, T shift) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> block = stackalloc T[Block];
        var sum = T.Zero;
        for (; !x.IsEmpty; x = x[block.Length..])
        {
            block = block[..Math.Min(block.Length, x.Length)];
            TensorPrimitives.Subtract(x[..block.Length], shift, block);
            VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(block, block);
            sum += TensorPrimitives.Sum<T>(block);
        }
        return sum;
    }

    /// <summary>Σ e^(x − shift) down each column.</summary>
    private static void SumExp<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> shift, Span<T> sum, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sum.Clear();
        for (; !x.IsEmpty; x = x[sum.Length..])
        {
            TensorPrimitives.Subtract(x[..sum.Length], shift, scratch);
            VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(scratch, scratch);
            TensorPrimitives.Add(sum, scratch, sum);
        }
    }

    private static void Greatest<T>(ReadOnlySpan<T> x, Span<T> most) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x[..most.Length].CopyTo(most);
        for (int at = most.Length; at < x.Length; at += most.Length)
            TensorPrimitives.Max(most, x.Slice(at, most.Length), most);
    }

    private static T FiniteOrZero<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsFinite(value) ? value : T.Zero;
}
