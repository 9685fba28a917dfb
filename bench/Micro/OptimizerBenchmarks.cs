using AutoGrad.Optim;
using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>One step of an optimizer over one parameter whose gradient is there.</summary>
[MemoryDiagnoser]
public class OptimizerBenchmarks
{
    private SGD sgd = null!, momentum = null!;
    private Adam adam = null!;

    [Params(1_000, 1_000_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var parameter = Tensor.Randn([Size]).WithGrad();
        parameter.Grad = Tensor.Randn([Size]);
        (sgd, momentum, adam) = (new([parameter], 1e-9), new([parameter], 1e-9, momentum: 0.9), new([parameter], 1e-9));
    }

    [Benchmark]
    public void SGD() => sgd.Step();

    [Benchmark]
    public void SGDWithMomentum() => momentum.Step();

    [Benchmark]
    public void Adam() => adam.Step();
}
