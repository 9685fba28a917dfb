using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Examples;

/// <summary>How weights begin.</summary>
/// <param name="weight">[outputs, inputs], to be filled.</param>
/// <param name="generator">Who draws.</param>
public delegate void Start(Tensor weight, Generator generator);

/// <summary>The networks of the course notes, and what is done with them over and over.</summary>
public static class Networks
{
    /// <summary>√(2/n), n the inputs of a unit: for ReLU.</summary>
    public static readonly Start He = static (weight, generator) => Init.KaimingNormal(weight, nonlinearity: Nonlinearity.Relu, generator: generator);

    /// <summary>√(2/m), m the outputs of a layer: what keeps the gradients as large backward as He keeps the values forward.</summary>
    public static readonly Start HeFanOut = static (weight, generator) =>
        Init.KaimingNormal(weight, mode: FanMode.FanOut, nonlinearity: Nonlinearity.Relu, generator: generator);

    /// <summary>√(2/(n + m)), n the inputs and m the outputs of a layer.</summary>
    public static readonly Start Xavier = static (weight, generator) => Init.XavierNormal(weight, generator: generator);

    /// <summary>The same spread, but even: ±√(6/(n + m)).</summary>
    public static readonly Start XavierUniform = static (weight, generator) => Init.XavierUniform(weight, generator: generator);

    /// <summary>±1/√n, n the inputs of a unit: as a layer begins by itself.</summary>
    public static readonly Start Standard = static (weight, generator) => Init.KaimingUniform(weight, a: Math.Sqrt(5), generator: generator);

    /// <summary>A normal distribution around 0.</summary>
    public static Start Normal(double std) => (weight, generator) => Init.Normal(weight, 0, std, generator);

    /// <summary>Linear layers with an activation between them. Biases begin at 0.</summary>
    /// <param name="sizes">The inputs, the units of each hidden layer, and the outputs.</param>
    /// <param name="generator">Who draws the weights.</param>
    /// <param name="start">How weights begin; <see cref="He"/> if left out.</param>
    /// <param name="activation">What follows a hidden layer; ReLU if left out.</param>
    /// <param name="batchNorm">Whether each hidden layer is normalised over the batch before its activation.</param>
    /// <param name="epsilon">What batch normalisation adds to the variance.</param>
    /// <param name="dropout">Which share of hidden units is left out while training.</param>
    public static Sequential Mlp(
        int[] sizes, Generator generator, Start? start = null, Func<Activation>? activation = null, bool batchNorm = false, double epsilon = 1e-5,
        double dropout = 0)
    {
        List<Module<Tensor, Tensor>> layers = [];
        for (int i = 1; i < sizes.Length; i++)
        {
            var linear = new Linear(sizes[i - 1], sizes[i], generator: generator);
            (start ?? He)(linear.Weight, generator);
            Init.Zeros(linear.Bias!);
            layers.Add(linear);
            if (i == sizes.Length - 1)
                break;
            if (batchNorm)
                layers.Add(new BatchNorm1d(sizes[i], epsilon));
            layers.Add((activation ?? Activation.Relu)());
            if (dropout > 0)
                layers.Add(new Dropout(dropout, generator: generator));
        }
        return new([.. layers]);
    }

    /// <summary>The weights of the layers, without the biases.</summary>
    public static IEnumerable<Tensor> Weights(this Sequential net) => net.Layers.OfType<Linear>().Select(static layer => layer.Weight);

    /// <summary>One step down: forward, backward, and the parameters moved.</summary>
    /// <param name="optimizer">Who moves them.</param>
    /// <param name="loss">Computes the loss.</param>
    /// <returns>The loss before the step.</returns>
    public static double Descend(this Optimizer optimizer, Func<Tensor> loss)
    {
        using var step = new TensorScope();
        optimizer.ZeroGrad();
        var value = loss();
        value.Backward();
        optimizer.Step();
        return value.Item();
    }

    /// <summary>Trains a classifier for a number of steps, epoch after epoch.</summary>
    /// <returns>The loss of each step.</returns>
    public static List<double> Train(this Module<Tensor, Tensor> net, Optimizer optimizer, DataLoader loader, int steps, CancellationToken cancelled = default)
    {
        var losses = new List<double>(steps);
        while (losses.Count < steps)
            foreach (var (x, y) in loader.Take(steps - losses.Count))
            {
                cancelled.ThrowIfCancellationRequested();
                losses.Add(optimizer.Descend(() => Loss.CrossEntropy(net.Forward(x), y)));
            }
        return losses;
    }

    /// <summary>A noisy series made smooth: its moving average, whose start is corrected.</summary>
    /// <param name="series">The series.</param>
    /// <param name="beta">How much of the average is kept each time.</param>
    public static List<double> Smooth(this IEnumerable<double> series, double beta = 0.9)
    {
        var average = new MovingAverage(beta);
        return [.. series.Select(average.Add)];
    }

    /// <summary>The mean loss over a data set, without training.</summary>
    public static double LossOn(this Module<Tensor, Tensor> net, TensorDataset data, Func<Tensor, Tensor, Tensor> loss)
    {
        using var unrecorded = Autodiff.NoGrad();
        using var scope = new TensorScope();
        net.Eval();
        double mean = loss(net.Forward(data.Inputs), data.Targets).Item();
        net.Train();
        return mean;
    }

    /// <summary>Which share of a data set is classified rightly.</summary>
    public static double Accuracy(this Module<Tensor, Tensor> net, TensorDataset data) =>
        net.LossOn(data, static (logits, labels) => logits.ArgMax(axis: 1).EqualTo(labels).To(DType.Float32).Mean());

    /// <summary>1 − Σ(y − ŷ)² / Σ(y − ȳ)².</summary>
    public static double R2(this Module<Tensor, Tensor> net, TensorDataset data) =>
        net.LossOn(data, static (prediction, target) => 1 - (prediction - target).Square().Mean() / target.Var(unbiased: false));

    /// <summary>The parameters as they are now, for <see cref="Module.LoadStateDict"/>.</summary>
    public static OrderedDictionary<string, Tensor> Snapshot(this Module net)
    {
        var state = net.StateDict();
        foreach (var name in state.Keys.ToList())
            state[name] = state[name].Clone();
        return state;
    }
}
