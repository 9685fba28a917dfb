using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>The matrix product's kernels: plain, and with either operand transposed in place.</summary>
[MemoryDiagnoser]
public class ProductBenchmarks
{
    private Tensor a = null!, b = null!;

    [Params(16, 64, 256, 512)]
    public int Size { get; set; }

    [Params(DType.Float32, DType.Float64)]
    public DType DType { get; set; }

    [GlobalSetup]
    public void Setup() => (a, b) = (Tensor.Randn([Size, Size], dtype: DType), Tensor.Randn([Size, Size], dtype: DType));

    [Benchmark(Baseline = true)]
    public void Plain() => Micro.Run(() => a.MatMul(b));

    [Benchmark]
    public void LeftTransposed() => Micro.Run(() => a.T.MatMul(b));

    [Benchmark]
    public void RightTransposed() => Micro.Run(() => a.MatMul(b.T));
}
