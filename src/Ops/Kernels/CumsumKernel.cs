using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Running sums along the middle of [outer, size, inner].</summary>
internal static class CumsumKernel
{
    /// <summary>y[o, s, i] = x[o, 0, i] + … + x[o, s, i], or from the last one down to s in reverse.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner, bool reverse) where T : unmanaged, INumber<T>
    {
        int block = size * inner, step = reverse ? -inner : inner;
        for (int start = 0; start < x.Length; start += block)
        {
            int at = reverse ? start + block - inner : start;
            x.Slice(at, inner).CopyTo(y.Slice(at, inner));
            for (int row = 1; row < size; row++)
            {
                at += step;
                if (inner == 1)
                    y[at] = y[at - step] + x[at];
                else
                    TensorPrimitives.Add(y.Slice(at - step, inner), x.Slice(at, inner), y.Slice(at, inner));
            }
        }
    }
}
