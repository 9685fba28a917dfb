using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>Single operations over sizes from a register to beyond the cache.</summary>
[MemoryDiagnoser]
public class OpBenchmarks
{
    private Tensor x = null!, y = null!;

    [Params(16, 1_000, 100_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => (x, y) = (Tensor.Randn([Size]), Tensor.Randn([Size]));

    [Benchmark]
    public Tensor Add() => x + y;

    [Benchmark]
    public Tensor Exp() => x.Exp();

    [Benchmark]
    public Tensor Sum() => x.Sum();

    [Benchmark]
    public Tensor AddForwardAndBackward()
    {
        var leaf = x.Detach().WithGrad();
        (leaf + y).Backward(y);
        return leaf.Grad!;
    }
}
