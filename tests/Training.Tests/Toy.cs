using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>A small task that learns in no time, the same always.</summary>
internal static class Toy
{
    /// <summary>Two classes on either side of a curve.</summary>
    public static TensorDataset Points(int count = 96, long seed = 3)
    {
        var x = Tensor.Randn([count, 2], Generator.Seeded(seed), DType.Float64);
        return new(x, (x[.., 1] > x[.., 0].Square() - 0.7).To(DType.Int64));
    }

    public static Sequential Net(double dropout = 0, long seed = 5)
    {
        var draw = Generator.Seeded(seed);
        Sequential net = [new Linear(2, 8, generator: draw), new BatchNorm1d(8), Activation.Tanh(), new Dropout(dropout), new Linear(8, 2, generator: draw)];
        return net.To(DType.Float64);
    }

    public static SGD Momentum(Module net) => new(net.Parameters(), 0.1, momentum: 0.9);

    /// <summary>All bits of a model.</summary>
    public static string Bits(Module net) => string.Join(";", net.StateDict().Select(static entry =>
        $"{entry.Key}={string.Join(",", entry.Value.To(DType.Float64).ToArray<double>().Select(BitConverter.DoubleToInt64Bits))}"));

    /// <summary>All of a history.</summary>
    public static string Text(Training.History history) => string.Join("\n", history.Names.Select(name =>
        $"{name}: {string.Join(" ", history[name].Select(one => $"{one.Step}/{one.Epoch}/{BitConverter.DoubleToInt64Bits(one.Value)}"))}"));
}
