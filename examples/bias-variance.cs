#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const double Noise = 0.15;

var experiment = new Experiment(
    """
    Too small a network fits neither what it has seen nor what it has not (bias); too large a one, with little data, fits the noise of what it has seen
    (variance); more data help the second and not the first. Noisy points of a curve, split 60/20/20, fitted by L-BFGS with two layers of 1, 4 and 32
    tanh units.
    """, full: "The errors are means over 20 draws of the data instead of 3, after 1000 iterations at most instead of 200.");
return experiment.Run(args, run =>
{
    int[] widths = [1, 4, 32], sizes = [20, 80, 320];
    int draws = run.Full ? 20 : 3, iterations = run.Full ? 1000 : 200;
    var panels = new Panels("Network size (rows) against data size (columns)", columns: sizes.Length) { ShareX = true, ShareY = true };
    var errors = new Dictionary<(int Width, int Size), double[]>();
    Console.WriteLine("units  points   train     dev    test   (root mean squared error; the noise is 0.150)");
    foreach (int width in widths)
        foreach (int size in sizes)
        {
            var sums = new double[3];
            for (int draw = 0; draw < draws; draw++)
            {
                run.Cancelled.ThrowIfCancellationRequested();
                var generator = Generator.Seeded(run.Seed * 1000 + draw);
                var x = 2 * Tensor.Rand([size, 1], generator) - 1;
                var parts = new TensorDataset(x, Curve(x) + Noise * Tensor.Randn([size, 1], generator)).Split([0.6, 0.2, 0.2], generator);
                var net = Fitted(parts[0].ToTensors(), width, iterations, generator);
                for (int part = 0; part < sums.Length; part++)
                    sums[part] += Math.Sqrt(net.LossOn(parts[part].ToTensors(), Loss.Mse)) / draws;
                if (draw == 0)
                    panels.Add(Drawing(net, parts[0].ToTensors(), $"{width} {(width == 1 ? "unit" : "units")}, {size} points"));
            }
            errors[(width, size)] = sums;
            Console.WriteLine($"{width,5}  {size,6}  {sums[0],6:0.000}  {sums[1],6:0.000}  {sums[2],6:0.000}");
        }

    foreach (int width in widths)
        foreach (int size in sizes)
        {
            run.Figure($"train error, {width} and {size}", $"{errors[(width, size)][0]:0.000}");
            run.Figure($"unseen error, {width} and {size}", $"{Unseen(width, size):0.000}");
        }
    run.Figure("the small network under-fits", errors[(1, 320)][0] > 2 * errors[(4, 320)][0], notes: true);
    run.Figure("the large network over-fits little data", Unseen(32, 20) > 2 * errors[(32, 20)][0], notes: true);
    run.Figure("more data help the large network", Unseen(32, 320) < Unseen(32, 20) / 1.5, notes: true);
    run.Figure("more data help the small network", Unseen(1, 320) < Unseen(1, 20) / 1.5, notes: false);
    run.Save(panels.SaveSvg);

    double Unseen(int width, int size) => (errors[(width, size)][1] + errors[(width, size)][2]) / 2;
});

static Tensor Curve(Tensor x) => (4 * x).Sin() * (1 - 0.5 * x);

static Sequential Fitted(TensorDataset train, int width, int iterations, Generator generator)
{
    var net = Networks.Mlp([1, width, width, 1], generator, Networks.Xavier, Activation.Tanh);
    var optimizer = new LBFGS(net.Parameters(), maxIterations: iterations, lineSearch: LineSearch.StrongWolfe);
    optimizer.Step(() =>
    {
        optimizer.ZeroGrad();
        var loss = Loss.Mse(net.Forward(train.Inputs), train.Targets);
        loss.Backward();
        return loss;
    });
    return net;
}

static Chart Drawing(Sequential net, TensorDataset train, string title)
{
    using var unrecorded = Autodiff.NoGrad();
    var x = Tensor.Linspace(-1, 1, 61).Unsqueeze(1);
    int shown = Math.Min(train.Count, 36);
    return new Chart(title) { YRange = (-2, 2) }
        .Scatter("training points", train.Inputs.Flatten()[..shown], train.Targets.Flatten()[..shown], radius: 2, opacity: 0.5)
        .Line("the curve", x.Flatten(), Curve(x).Flatten(), dashed: true)
        .Line("the network", x.Flatten(), net.Forward(x).Flatten());
}
