using System.Numerics;

namespace AutoGrad;

/// <summary>Givens rotations of two rows.</summary>
internal static class RotationKernel
{
    /// <summary>(x, y) becomes (c x − s y, s x + c y).</summary>
    public static void Rotate<T>(Span<T> x, Span<T> y, T c, T s) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<T> cosine = new(c), sine = new(s);
            for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> a = new(x[i..]), b = new(y[i..]);
                (cosine * a - sine * b).CopyTo(x[i..]);
                (sine * a + cosine * b).CopyTo(y[i..]);
            }
        }
        for (; i < x.Length; i++)
            (x[i], y[i]) = (c * x[i] - s * y[i], s * x[i] + c * y[i]);
    }
}
