namespace AutoGrad.Bench.Cases;

/// <summary>Matrix products: cubes, and those of a linear layer, forward and backward.</summary>
internal static class ProductCases
{
    public static IEnumerable<(string, Func<Action>)> All =>
    [
        .. new[] { 64, 128, 256, 512, 1024, 2048 }.Select(static n => ($"gemm-{n}", Product([n, n], [n, n]))),
        ("dgemm-512", Product([512, 512], [512, 512], DType.Float64)),
        .. Layer(64, 784, 128),
        .. Layer(256, 784, 512),
    ];

    /// <summary>Y = X·W, and what the backward pass makes of dY: XᵀdY for W, and dY·Wᵀ for X.</summary>
    private static IEnumerable<(string, Func<Action>)> Layer(int batch, int from, int to) =>
    [
        ($"gemm-{batch}x{from}x{to}", Product([batch, from], [from, to])),
        ($"gemm-{batch}x{from}x{to}-xtdy", Product([batch, from], [batch, to], transposeA: true)),
        ($"gemm-{batch}x{from}x{to}-dywt", Product([batch, to], [from, to], transposeB: true)),
    ];

    private static Func<Action> Product(
        int[] left, int[] right, DType dtype = DType.Float32, bool transposeA = false, bool transposeB = false) => () =>
    {
        Tensor a = Work.Random(left).To(dtype), b = Work.Random(right).To(dtype);
        return Work.Forward(() => (transposeA ? a.T : a).MatMul(transposeB ? b.T : b));
    };
}
