namespace AutoGrad.Bench.Cases;

/// <summary>What the cases share.</summary>
internal static class Work
{
    /// <summary>Standard normal Float32 numbers, the same in every run.</summary>
    public static Tensor Random(params ReadOnlySpan<int> shape) => Tensor.Randn(new Shape(shape), Generator.Seeded(1));

    /// <summary>Has a result computed and in memory, as whoever reads it next would.</summary>
    public static void Read(Tensor x)
    {
        if (x.DType == DType.Float64)
            _ = x.AsReadOnlySpan<double>();
        else
            _ = x.AsReadOnlySpan<float>();
    }

    /// <summary>A function without a graph.</summary>
    public static Action Forward(Func<Tensor> f) => () =>
    {
        using var scope = new TensorScope();
        Read(f());
    };

    /// <summary>A function of leaves and the gradients of all of them, its result read in between.</summary>
    public static Action ForwardAndBackward(Func<Tensor> f, Tensor? seed, params Tensor[] leaves) => () =>
    {
        using var scope = new TensorScope();
        foreach (var leaf in leaves)
            leaf.Grad = null;
        var y = f();
        Read(y);
        if (seed is null)
            y.Backward();
        else
            y.Backward(seed);
        foreach (var leaf in leaves)
            Read(leaf.Grad!);
    };
}
