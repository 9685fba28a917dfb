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

    /// <summary>Every combination of tiles and their tails.</summary>
    [Fact]
    public void Every_small_size_is_right_to_the_error_bound()
    {
        int[] sizes = [.. Enumerable.Range(1, 40)];
        CompareAll(sizes, sizes, sizes);
    }

    /// <summary>Sizes about which operands begin to be copied, and at which blocks, chunks and panels end.</summary>
    [Fact]
    public void Sizes_around_the_edges_of_blocks_are_right_to_the_error_bound() =>
        CompareAll([1, 2, 8, 9, 47, 97, 191, 193, 240, 241, 250, 481], [1, 2, 31, 33, 129, 255, 257, 300], [1, 3, 64, 255, 256, 257, 511, 513, 784]);

    public static TheoryData<int, int, int> SharedSizes => new()
    {
        { 128, 128, 128 }, { 333, 70, 500 }, { 64, 784, 128 }, { 1, 2000, 1500 }, { 2000, 1, 1500 }, { 700, 600, 513 }, { 5, 900, 900 },
        { 1000, 900, 3 },
    };

    [Theory]
    [MemberData(nameof(SharedSizes))]
    public void Bits_do_not_depend_on_the_number_of_threads(int m, int n, int k)
    {
        foreach (bool transposed in new[] { false, true })
        {
            var a = Matrix(m, k, transposed, DType.Float32, 1);
            var b = Matrix(k, n, transposed, DType.Float32, 2);
            int before = Threads.Count;
            try
            {
                float[]? expected = null;
                foreach (int threads in new[] { 1, 2, 3, 7 })
                {
                    Threads.Count = threads;
                    float[] product = a.MatMul(b).ToArray<float>();
                    Assert.Equal(expected ??= product, product);
                }
            }
            finally
            {
                Threads.Count = before;
            }
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_what_else_is_computed()
    {
        Tensor a = Matrix(300, 600, false, DType.Float32, 1), b = Matrix(600, 200, false, DType.Float32, 2), product = a.MatMul(b);
        foreach (var (row, rows, column, columns) in new[] { (0, 1, 0, 1), (7, 20, 3, 40), (299, 1, 0, 200), (100, 195, 150, 50) })
            Assert.Equal(
                product[row..(row + rows), column..(column + columns)].ToArray<float>(),
                a[row..(row + rows)].MatMul(b[.., column..(column + columns)]).ToArray<float>());
    }

    /// <summary>
    /// Products of the leading parts of random matrices, in every layout and both precisions, against sums in the order of k in double precision:
    /// |error| ≤ k·u·Σ|a||b| (Higham, "Accuracy and stability of numerical algorithms", 3.13), twice that for the sums of the same precision.
    /// </summary>
    private static void CompareAll(int[] ms, int[] ns, int[] ks)
    {
        int m = ms.Max(), n = ns.Max(), k = ks.Max();
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            double unit = dtype == DType.Float32 ? Math.ScaleB(1, -24) : Math.ScaleB(1, -52);
            Tensor[] left = [Matrix(m, k, false, dtype, 1), Matrix(m, k, true, dtype, 1), Gapped(Matrix(m, k, false, dtype, 1))];
            Tensor[] right = [Matrix(k, n, false, dtype, 2), Matrix(k, n, true, dtype, 2), Gapped(Matrix(k, n, false, dtype, 2))];
            double[] x = left[0].To(DType.Float64).ToArray<double>(), y = right[0].To(DType.Float64).ToArray<double>();
            double[] sum = new double[m * n], size = new double[m * n];
            for (int p = 0; p < k; p++)
            {
                for (int i = 0; i < m; i++)
                    for (int j = 0; j < n; j++)
                    {
                        double term = x[i * k + p] * y[p * n + j];
                        sum[i * n + j] += term;
                        size[i * n + j] += Math.Abs(term);
                    }
                if (ks.Contains(p + 1))
                    for (int form = 0; form < left.Length * right.Length; form++)
                        foreach (int rows in ms)
                            foreach (int columns in ns)
                                Compare(left[form / 3][..rows, ..(p + 1)], right[form % 3][..(p + 1), ..columns], sum, size, n, (p + 2) * unit);
            }
        }
    }

    private static void Compare(Tensor a, Tensor b, double[] sum, double[] size, int stride, double unit)
    {
        using var scope = new TensorScope();
        int m = a.Shape[0], n = b.Shape[1];
        var product = a.MatMul(b).To(DType.Float64).AsReadOnlySpan<double>();
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                if (!(Math.Abs(product[i * n + j] - sum[i * stride + j]) <= unit * size[i * stride + j]))
                    Assert.Fail($"{a.Shape} · {b.Shape} of {a.DType}, strides {a.Strides[0]}, {a.Strides[1]} and {b.Strides[0]}, {b.Strides[1]}: " +
                        $"element ({i}, {j}) is {product[i * n + j]}, not {sum[i * stride + j]}");
    }

    private static Tensor Matrix(int rows, int columns, bool transposed, DType dtype, long seed)
    {
        var matrix = Tensor.Randn([rows, columns], Generator.Seeded(seed), dtype);
        return transposed ? matrix.T.Contiguous().T : matrix;
    }

    /// <summary>The same matrix, no two elements of it neighbours.</summary>
    private static Tensor Gapped(Tensor x)
    {
        var spread = Tensor.Full([x.Shape[0], 2 * x.Shape[1]], double.NaN, x.DType);
        var every = spread.Slice(1, .., 2);
        every.CopyInPlace(x);
        return every;
    }

    /// <summary>Columns a power of two apart are copied; so are blocks whose last rows are next to the end of the memory.</summary>
    [Theory]
    [InlineData(1024, 512, 64, DType.Float32)]
    [InlineData(1024, 515, 70, DType.Float32)]
    [InlineData(512, 512, 128, DType.Float32)]
    [InlineData(512, 499, 96, DType.Float64)]
    [InlineData(256, 256, 200, DType.Float64)]
    public void Columns_that_contend_for_the_cache_give_the_same_bits(int apart, int m, int n, DType dtype)
    {
        var generator = Generator.Seeded(m);
        Tensor wide = Tensor.Randn([300, apart], generator, dtype), b = Tensor.Randn([300, n], generator, dtype);
        var a = wide.Slice(1, (apart - m)..).T;
        Assert.True(a.MatMul(b).To(DType.Float64).ToArray<double>().AsSpan().SequenceEqual(
            a.Contiguous().MatMul(b).To(DType.Float64).ToArray<double>()));
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
