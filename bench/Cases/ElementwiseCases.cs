namespace AutoGrad.Bench.Cases;

/// <summary>Elementary functions, and a chain of elementwise operations with its derivative.</summary>
internal static class ElementwiseCases
{
    private const int Size = 100_000;

    public static IEnumerable<(string, Func<Action>)> All =>
    [
        Function("exp", static x => x.Exp()),
        Function("tanh", static x => x.Tanh()),
        Function("sigmoid", static x => x.Sigmoid()),
        Function("gelu", static x => x.Gelu()),
        Function("relu", static x => x.Relu()),
        ("chain-100k", () => Chain(100_000)),
        ("chain-1m", () => Chain(1_000_000)),
    ];

    private static (string, Func<Action>) Function(string name, Func<Tensor, Tensor> f) => (name, () =>
    {
        var x = Work.Random(Size);
        return Work.Forward(() => f(x));
    });

    /// <summary>y = relu((x·a + b)·x) and the gradient of x.</summary>
    private static Action Chain(int size)
    {
        Tensor x = Work.Random(size).WithGrad(), a = Work.Random(size) * 0.5, b = Work.Random(size) + 0.5, seed = Tensor.Ones([size]);
        return Work.ForwardAndBackward(() => ((x * a + b) * x).Relu(), seed, x);
    }
}
