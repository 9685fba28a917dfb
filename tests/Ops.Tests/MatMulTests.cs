namespace AutoGrad.Tests;

/// <summary>The matrix product against its definition, over sizes that meet every tile and edge, every layout and both precisions.</summary>
public class MatMulTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 2, 3, 4 }, { 6, 32, 16 }, { 7, 33, 17 }, { 64, 10, 16 }, { 5, 64, 100 }, { 13, 10, 784 }, { 100, 50, 400 }, { 97, 31, 385 },
        { 12, 600, 500 }, { 1, 40, 9 }, { 40, 1, 9 }, { 3, 5, 0 }, { 0, 4, 2 }, { 4, 0, 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Equals_the_definition_in_every_layout(int m, int n, int k)
    {
        var generator = Generator.Seeded(5);
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            foreach (bool transposeA in new[] { false, true })
                foreach (bool transposeB in new[] { false, true })
                {
                    var a = transposeA ? Tensor.Randn([k, m], generator, dtype).T : Tensor.Randn([m, k], generator, dtype);
                    var b = transposeB ? Tensor.Randn([n, k], generator, dtype).T : Tensor.Randn([k, n], generator, dtype);
                    AssertClose(Definition(a, b, m, n, k), a.MatMul(b), Tolerance(dtype, k));
                }
    }

    [Fact]
    public void Sliced_operands_need_no_contiguity()
    {
        var generator = Generator.Seeded(6);
        var a = Tensor.Randn([9, 20], generator, DType.Float64)[1..8, 2..19];
        var b = Tensor.Randn([40, 22], generator, DType.Float64).Slice(0, 3..37, 2)[.., 1..^2];
        AssertClose(Definition(a, b, 7, 19, 17), a.MatMul(b), 1e-12);
        var strided = Tensor.Randn([7, 34], generator, DType.Float64).Slice(1, .., 2);
        AssertClose(Definition(strided, b, 7, 19, 17), strided.MatMul(b), 1e-12);
    }

    public static TheoryData<int[], int[], int[]> BatchShapes => new()
    {
        { [3], [3], [] }, { [4, 3], [3], [4] }, { [3], [3, 4], [4] }, { [2, 4, 3], [3], [2, 4] }, { [3], [2, 3, 4], [2, 4] },
        { [2, 4, 3], [3, 5], [2, 4, 5] }, { [4, 3], [2, 3, 5], [2, 4, 5] }, { [6, 2, 4, 3], [2, 3, 5], [6, 2, 4, 5] },
        { [6, 1, 4, 3], [1, 2, 3, 5], [6, 2, 4, 5] }, { [2, 0, 3], [3, 5], [2, 0, 5] }, { [0, 4, 3], [0, 3, 5], [0, 4, 5] },
    };

    [Theory]
    [MemberData(nameof(BatchShapes))]
    public void Vectors_and_batches_follow_NumPy(int[] a, int[] b, int[] expected)
    {
        var generator = Generator.Seeded(7);
        Tensor x = Tensor.Randn(a, generator, DType.Float64), y = Tensor.Randn(b, generator, DType.Float64);
        var product = x.MatMul(y);
        Assert.Equal((Shape)expected, product.Shape);

        // The same by broadcasting and summing: [..., M, K, 1] · [..., 1, K, N] summed over K.
        var left = a.Length == 1 ? x.Unsqueeze(0) : x;
        var right = b.Length == 1 ? y.Unsqueeze(-1) : y;
        var sum = (left.Unsqueeze(-1) * right.Unsqueeze(-3)).Sum(axis: -2);
        AssertClose(sum.Reshape(expected), product, 1e-12);
    }

    [Fact]
    public void Gradients_of_transposed_parameters_are_contiguous()
    {
        var weight = Tensor.Randn([5, 7], Generator.Seeded(8)).WithGrad();
        Tensor.Randn([3, 7], Generator.Seeded(9)).MatMul(weight.T).Sum().Backward();
        Assert.Equal(weight.Shape, weight.Grad!.Shape);
        Assert.True(weight.Grad.IsContiguous);
    }

    [Fact]
    public void Errors_name_the_variables_and_the_way_out()
    {
        Tensor images = Tensor.Zeros([64, 784]), weight = Tensor.Zeros([128, 784]), labels = Tensor.Zeros([784], DType.Int64);
        Assert.Equal(
            "MatMul: images is [64, 784] and weight is [128, 784]; the inner sizes 784 and 128 must be equal. Did you mean images.MatMul(weight.T)?",
            Assert.Throws<ShapeException>(() => images.MatMul(weight)).Message);
        Assert.Contains("images.T.MatMul(", Assert.Throws<ShapeException>(() => images.MatMul(Tensor.Zeros([64, 3]))).Message);
        Assert.Contains("labels is Int64", Assert.Throws<DTypeException>(() => images.MatMul(labels)).Message);
        Assert.Contains("elementwise product", Assert.Throws<ShapeException>(() => images.MatMul(2)).Message);
        Assert.Contains("must broadcast", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3, 4]).MatMul(Tensor.Zeros([5, 4, 2]))).Message);
    }

    private static double Tolerance(DType dtype, int k) => (dtype == DType.Float32 ? 2e-6 : 1e-14) * (k + 10);

    private static Tensor Definition(Tensor a, Tensor b, int m, int n, int k)
    {
        double[] x = a.To(DType.Float64).ToArray<double>(), y = b.To(DType.Float64).ToArray<double>();
        var product = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int p = 0; p < k; p++)
                    product[i * n + j] += x[i * k + p] * y[p * n + j];
        return Tensor.Of<double>(product, [m, n]);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] x = expected.ToArray<double>(), y = actual.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(x[i] - y[i]) <= tolerance, $"element {i}: expected {x[i]}, got {y[i]}");
    }
}
