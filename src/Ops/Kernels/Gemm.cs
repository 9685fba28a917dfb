using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Matrix products of tensors.</summary>
internal static class Gemm
{
    /// <summary>[..., M, K] · [..., K, N], the leading axes broadcast.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        Shape batch = Shape.Broadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray());
        var left = a.Expand([.. batch, m, k]).Contiguous();
        var right = b.Expand([.. batch, k, n]).Contiguous();
        var y = Tensor.Zeros([.. batch, m, n], a.DType);
        if (a.DType == DType.Float32)
            Run<float>(left, right, y, batch.ElementCount, m, k, n);
        else
            Run<double>(left, right, y, batch.ElementCount, m, k, n);
        return y;
    }

    private static void Run<T>(Tensor a, Tensor b, Tensor y, int batch, int m, int k, int n) where T : unmanaged, INumber<T>
    {
        var x = a.AsReadOnlySpan<T>();
        var w = b.AsReadOnlySpan<T>();
        var z = y.AsSpan<T>();
        for (int i = 0; i < batch; i++)
            for (int r = 0; r < m; r++)
                for (int c = 0; c < k; c++)
                {
                    var row = z.Slice((i * m + r) * n, n);
                    TensorPrimitives.MultiplyAdd(w.Slice((i * k + c) * n, n), x[(i * m + r) * k + c], row, row);
                }
    }
}
