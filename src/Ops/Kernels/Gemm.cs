using System.Numerics;

namespace AutoGrad;

/// <summary>Matrix products of tensors: brings operands into the form that <see cref="GemmKernel"/> takes, batch by batch.</summary>
internal static class Gemm
{
    /// <summary>[..., M, K] · [..., K, N], of one dtype, the leading axes broadcast. Neither operand is copied where its rows or its columns are contiguous.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        (a, b) = (Matrices(a), Matrices(b));
        if (a.Rank == 2 && b.Rank == 2)
        {
            var product = Tensor.Empty([m, n], a.DType);
            if (a.DType == DType.Float32)
                Multiply<float>(a, 0, b, 0, product.AsSpan<float>(), m, n, k);
            else
                Multiply<double>(a, 0, b, 0, product.AsSpan<double>(), m, n, k);
            return product;
        }
        Shape batch = Shape.Broadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray());
        var y = Tensor.Empty([.. batch, m, n], a.DType);
        a = a.Expand([.. batch, m, k]);
        b = b.Expand([.. batch, k, n]);
        if (a.DType == DType.Float32)
            Multiply(a, b, y.AsSpan<float>(), batch, m, n, k);
        else
            Multiply(a, b, y.AsSpan<double>(), batch, m, n, k);
        return y;
    }

    private static void Multiply<T>(Tensor a, Tensor b, Span<T> y, Shape batch, int m, int n, int k) where T : unmanaged, INumber<T>
    {
        int count = batch.ElementCount;
        for (int i = 0; i < count; i++)
            Multiply(a, Offset(a, batch, i), b, Offset(b, batch, i), y.Slice(i * m * n, m * n), m, n, k);
    }

    private static void Multiply<T>(Tensor a, int offsetA, Tensor b, int offsetB, Span<T> y, int m, int n, int k) where T : unmanaged, INumber<T>
    {
        if (y.IsEmpty)
            return;
        if (k == 0)
            y.Clear();
        else
            GemmKernel.Multiply(
                new Matrix<T>(a.AsStridedSpan<T>()[offsetA..], a.Strides[^2], a.Strides[^1]),
                new Matrix<T>(b.AsStridedSpan<T>()[offsetB..], b.Strides[^2], b.Strides[^1]),
                y, m, n, k);
    }

    /// <summary>A tensor whose matrices have contiguous rows or contiguous columns.</summary>
    private static Tensor Matrices(Tensor x) => x.Strides[^1] == 1 || x.Strides[^2] == 1 ? x : x.Contiguous();

    /// <summary>Where in memory a batch begins, relative to the first.</summary>
    private static int Offset(Tensor x, Shape batch, int index)
    {
        int offset = 0;
        for (int axis = batch.Rank - 1; axis >= 0; axis--)
        {
            (index, int at) = Math.DivRem(index, batch[axis]);
            offset += at * x.Strides[axis];
        }
        return offset;
    }
}
