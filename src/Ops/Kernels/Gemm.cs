using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Matrix products of tensors: chooses the widest vectors that the processor has.</summary>
internal static class Gemm
{
    /// <summary>[..., M, K] · [..., K, N], of one dtype, the leading axes broadcast. Operands may have any strides.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        Shape batch = a.Rank == 2 && b.Rank == 2 ? [] : Shape.Broadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray());
        Shape shape = batch.Rank == 0 ? [m, n] : [.. batch, m, n];
        if (k == 0)
            return Tensor.Zeros(shape, a.DType);
        var y = Tensor.Empty(shape, a.DType);
        if (y.ElementCount == 0)
            return y;
        if (batch.Rank > 0)
            (a, b) = (a.Expand([.. batch, m, k]), b.Expand([.. batch, k, n]));
        // A matrix times a column is the row times the transpose: kernels are best at few rows, not at few columns.
        if (n == 1 && m > 1)
            (a, b, m, n) = (b.T, a.T, 1, m);
        if (a.DType == DType.Float32)
            Multiply<float>(a, b, y, batch, m, n, k);
        else
            Multiply<double>(a, b, y, batch, m, n, k);
        return y;
    }

    private static void Multiply<T>(Tensor a, Tensor b, Tensor y, Shape batch, int m, int n, int k) where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated)
            new GemmProduct<T, Vector512<T>, Simd512<T>>(a, b, y, batch, m, n, k).Compute();
        else if (Vector256.IsHardwareAccelerated)
            new GemmProduct<T, Vector256<T>, Simd256<T>>(a, b, y, batch, m, n, k).Compute();
        else if (Vector128.IsHardwareAccelerated)
            new GemmProduct<T, Vector128<T>, Simd128<T>>(a, b, y, batch, m, n, k).Compute();
        else
            new GemmProduct<T, T, SimdScalar<T>>(a, b, y, batch, m, n, k).Compute();
    }
}
