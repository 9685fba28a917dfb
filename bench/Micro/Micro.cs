using AutoGrad.Bench.Cases;

namespace AutoGrad.Bench;

/// <summary>What the micro-benchmarks share.</summary>
internal static class Micro
{
    /// <summary>Computes a result in a scope of its own, so that its memory comes from the pool, as in a training step.</summary>
    public static void Run(Func<Tensor> f)
    {
        using var scope = new TensorScope();
        Work.Read(f());
    }
}
