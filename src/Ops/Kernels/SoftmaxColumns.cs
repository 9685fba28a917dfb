using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// <see cref="SoftmaxKernels"/> down the columns of a strip: rows of <c>width</c> elements, at most <see cref="Chunks.StripWidth"/>, each
/// <c>inner</c> elements after the one above it.
/// </summary>
internal static class SoftmaxColumns
{
    /// <summary>y = eˣ / Σ eˣ.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner, int width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> most = stackalloc T[width], sum = stackalloc T[width];
        Extrema<Greatest>.Columns(x, most, size, inner);
        sum.Clear();
        for (int row = 0; row < size; row++)
        {
            var to = y.Slice(row * inner, width);
            TensorPrimitives.Subtract(x.Slice(row * inner, width), most, to);
            SoftmaxKernels.Exp(to, to);
            TensorPrimitives.Add(sum, to, sum);
        }
        TensorPrimitives.Divide(T.One, sum, sum);
        for (int row = 0; row < size; row++)
            TensorPrimitives.Multiply(y.Slice(row * inner, width), sum, y.Slice(row * inner, width));
    }

    /// <summary>The gradient y·(g − Σ g·y) of a softmax y.</summary>
    public static void SoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> dx, int size, int inner, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> sum = stackalloc T[width];
        sum.Clear();
        for (int row = 0; row < size; row++)
            TensorPrimitives.MultiplyAdd(y.Slice(row * inner, width), g.Slice(row * inner, width), sum, sum);
        for (int row = 0; row < size; row++)
        {
            var to = dx.Slice(row * inner, width);
            TensorPrimitives.Subtract(g.Slice(row * inner, width), sum, to);
            TensorPrimitives.Multiply(to, y.Slice(row * inner, width), to);
        }
    }

    /// <summary>y = x − log Σ eˣ.</summary>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> most = stackalloc T[width], sum = stackalloc T[width];
        Extrema<Greatest>.Columns(x, most, size, inner);
        SumExp(x, most, sum, size, inner);
        TensorPrimitives.Log(sum, sum);
        for (int row = 0; row < size; row++)
        {
            var to = y.Slice(row * inner, width);
            TensorPrimitives.Subtract(x.Slice(row * inner, width), most, to);
            TensorPrimitives.Subtract(to, sum, to);
        }
    }

    /// <summary>The gradient g − eʸ·Σ g of a softmax's logarithm y.</summary>
    public static void LogSoftmaxBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> dx, int size, int inner, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> sum = stackalloc T[width];
        sum.Clear();
        for (int row = 0; row < size; row++)
            TensorPrimitives.Add(sum, g.Slice(row * inner, width), sum);
        for (int row = 0; row < size; row++)
        {
            var to = dx.Slice(row * inner, width);
            SoftmaxKernels.Exp(y.Slice(row * inner, width), to);
            TensorPrimitives.Multiply(to, sum, to);
            TensorPrimitives.Subtract(g.Slice(row * inner, width), to, to);
        }
    }

    /// <summary>y = log Σ eˣ, one for each column.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> shifts = stackalloc T[y.Length];
        Extrema<Greatest>.Columns(x, shifts, size, inner);
        for (int i = 0; i < shifts.Length; i++)
            shifts[i] = SoftmaxKernels.FiniteOrZero(shifts[i]);
        SumExp(x, shifts, y, size, inner);
        TensorPrimitives.Log(y, y);
        TensorPrimitives.Add(y, shifts, y);
    }

    /// <summary>Σ e^(x − shift) down each column.</summary>
    private static void SumExp<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> shift, Span<T> sum, int size, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[sum.Length];
        sum.Clear();
        for (int row = 0; row < size; row++)
        {
            TensorPrimitives.Subtract(x.Slice(row * inner, sum.Length), shift, scratch);
            SoftmaxKernels.Exp(scratch, scratch);
            TensorPrimitives.Add(sum, scratch, sum);
        }
    }
}
