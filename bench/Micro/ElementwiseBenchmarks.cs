using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>Elementwise kernels, from a register to beyond the cache, and what one operation costs forward and backward.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private Tensor x = null!, y = null!, leaf = null!;

    [Params(16, 1_000, 100_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => (x, y, leaf) = (Tensor.Randn([Size]), Tensor.Randn([Size]), Tensor.Randn([Size]).WithGrad());

    [Benchmark]
    public void Add() => Micro.Run(() => x + y);

    [Benchmark]
    public void Relu() => Micro.Run(() => x.Relu());

    [Benchmark]
    public void Exp() => Micro.Run(() => x.Exp());

    [Benchmark]
    public void Tanh() => Micro.Run(() => x.Tanh());

    [Benchmark]
    public void Sigmoid() => Micro.Run(() => x.Sigmoid());

    [Benchmark]
    public void Gelu() => Micro.Run(() => x.Gelu());

    [Benchmark]
    public void Sum() => Micro.Run(() => x.Sum());

    [Benchmark]
    public void AddForwardAndBackward() => Micro.Run(() =>
    {
        leaf.Grad = null;
        (leaf + y).Backward(y);
        return leaf.Grad!;
    });
}
