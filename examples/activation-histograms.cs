#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Training.Reports;

const int Samples = 1000, Width = 100, Depth = 5;

Start[] starts =
[
    new("sigmoid", static z => z.Sigmoid(), "1", 1, Notes: [(1, 0.459), (5, 0.439)]),
    new("sigmoid", static z => z.Sigmoid(), "0.01", 0.01, Notes: [(1, 0.025), (5, 0.012)]),
    new("sigmoid", static z => z.Sigmoid(), "1/√n", Math.Sqrt(1.0 / Width), Notes: [(1, 0.207), (5, 0.121)]),
    new("tanh", static z => z.Tanh(), "1", 1),
    new("tanh", static z => z.Tanh(), "0.01", 0.01),
    new("tanh", static z => z.Tanh(), "1/√n", Math.Sqrt(1.0 / Width)),
    new("ReLU", static z => z.Relu(), "0.01", 0.01),
    new("ReLU", static z => z.Relu(), "1/√n", Math.Sqrt(1.0 / Width), Notes: [(1, 0.583), (5, 0.144)]),
    new("ReLU", static z => z.Relu(), "√(2/n), He's", Math.Sqrt(2.0 / Width), Notes: [(1, 0.84), (2, 0.84), (3, 0.84), (4, 0.84), (5, 0.84)]),
];

var experiment = new Experiment(
    $"""
    What becomes of {Samples} normal inputs in {Depth} layers of {Width} units, by the activation and by the standard deviation σ of the weights: outputs that
    stick to the ends, that all become the same, that die out, or that stay alive. The notes quote one draw, and the standard seed was chosen for a draw
    like it; so the figures of many draws, their variances averaged, follow, and ± tells how far a draw lies from them.
    """, full: "All histograms and figures, not only those of what the notes quote.", seed: 31414);
var draws = experiment.Option("--draws", "Over how many draws of inputs and weights figures are taken besides.", 100).AtLeast(1);
return experiment.Run(args, run =>
{
    var shown = starts.Where(start => run.Full || start.Notes is not null).ToArray();
    var panels = new Panels("Outputs of five layers, in 30 bins", columns: Depth) { Height = 150 * shown.Length };
    foreach (var start in shown)
    {
        var outputs = Outputs(start, Generator.Seeded(run.Seed)); // The same inputs and, but for their size, the same weights for all.
        foreach (var (layer, output) in outputs.Index())
            panels.Add(new Chart(layer == 0 ? $"{start}" : $"layer {layer + 1}").Histogram(start.Name, output, bins: 30, range: start.Range));
        Console.WriteLine($"{start}: {string.Join("  ", outputs.Select(static output => $"{Std(output):0.000}"))}");
        foreach (var (layer, notes) in start.Notes ?? [])
            run.Figure($"std, {start}, layer {layer}", $"{Std(outputs[layer - 1]):0.000}", notes);
    }
    run.Save(panels.SaveSvg);

    foreach (var start in shown)
    {
        var stds = new List<double>[Depth];
        for (int layer = 0; layer < Depth; layer++)
            stds[layer] = [];
        for (int draw = 0; draw < run.Get(draws); draw++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            foreach (var (layer, output) in Outputs(start, run.Generator).Index())
                stds[layer].Add(Std(output));
        }
        for (int layer = 0; layer < Depth; layer++)
        {
            double together = Math.Sqrt(stds[layer].Average(static std => std * std));
            double apart = Math.Sqrt(stds[layer].Average(std => (std - together) * (std - together)));
            run.Figure($"of {run.Get(draws)} draws, {start}, layer {layer + 1}", $"{together:0.000} ± {apart:0.000}",
                start.Notes?.Where(note => note.Layer == layer + 1).Select(static note => (object)note.Std).SingleOrDefault());
        }
    }
});

static Tensor[] Outputs(Start start, Generator generator)
{
    var x = Tensor.Randn([Samples, Width], generator);
    var outputs = new Tensor[Depth];
    for (int layer = 0; layer < Depth; layer++)
        outputs[layer] = x = start.Activation(x.MatMul(start.Sigma * Tensor.Randn([Width, Width], generator)));
    return outputs;
}

static double Std(Tensor x) => x.Std(unbiased: false).Item();

/// <summary>An activation, the standard deviation of weights, and what the notes quote of a layer's outputs.</summary>
internal sealed record Start(string Name, Func<Tensor, Tensor> Activation, string SigmaName, double Sigma, (int Layer, double Std)[]? Notes = null)
{
    public (double, double) Range => Name switch { "sigmoid" => (0, 1), "tanh" => (-1, 1), _ => (0, 3) };

    public override string ToString() => $"{Name}, σ = {SigmaName}";
}
