using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>Reductions over rows and columns, and the fused kernels built on them.</summary>
[MemoryDiagnoser]
public class ReductionBenchmarks
{
    private Tensor x = null!, labels = null!;

    [Params(64, 1024)]
    public int Rows { get; set; }

    [Params(10, 1000)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Setup() => (x, labels) = (Tensor.Randn([Rows, Columns]), Tensor.RandInt(0, Columns, [Rows]));

    [Benchmark]
    public void SumOverRows() => Micro.Run(() => x.Sum(0));

    [Benchmark]
    public void SumOverColumns() => Micro.Run(() => x.Sum(1));

    [Benchmark]
    public void VarOverRows() => Micro.Run(() => x.Var(0));

    [Benchmark]
    public void MaxOverColumns() => Micro.Run(() => x.Max(1));

    [Benchmark]
    public void Softmax() => Micro.Run(() => x.Softmax(1));

    [Benchmark]
    public void SoftmaxCrossEntropy() => Micro.Run(() => x.SoftmaxCrossEntropy(labels));
}
