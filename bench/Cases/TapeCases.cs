namespace AutoGrad.Bench.Cases;

/// <summary>What the tape itself costs: a thousand additions of next to nothing, forward and backward.</summary>
internal static class TapeCases
{
    private const int Additions = 1000;

    public static IEnumerable<(string, Func<Action>)> All => [("tape-add-1", () => Add(1)), ("tape-add-16", () => Add(16))];

    private static Action Add(int size)
    {
        Tensor x = Tensor.Ones([size]).WithGrad(), seed = Tensor.Ones([size]);
        return () =>
        {
            x.Grad = null;
            var y = x;
            for (int i = 0; i < Additions; i++)
                y += x;
            y.Backward(seed);
            Work.Read(x.Grad!);
        };
    }
}
