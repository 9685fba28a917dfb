#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Samples = 256, Features = 8, BatchSize = 4, Epochs = 30;
const double Rate = 0.2;

(string Name, Schedule Schedule)[] schedules =
[
    ("constant", new LambdaLR(static _ => 1)),
    ("α₀ / (1 + epoch)", new InverseTimeLR(decay: 1)),
    ("0.95^epoch · α₀", new ExponentialLR(0.95)),
    ("α₀ / √epoch", new InverseSqrtLR()),
    ("staircase", new StepLR(10, gamma: 0.3)),
    ("cosine", new CosineAnnealingLR(Epochs)),
    ("one cycle", new OneCycleLR(Rate, Epochs, cycleMomentum: false)),
    ("warm-up, cosine", new SequentialLR([new LinearLR(0.1, 1, 5), new CosineAnnealingLR(Epochs - 5)], [5])),
];

var experiment = new Experiment(
    $"""
    Learning rates that fall, from α₀ = {Rate}, and what comes of them: a line in {Features} dimensions is fitted to noisy points in batches of {BatchSize}.
    With a constant rate the loss stays as far above the least as the noise of the batches throws it; with a falling one it goes on down.
    """);
return experiment.Run(args, run =>
{
    var x = Tensor.Randn([Samples, Features], run.Generator);
    var y = x.MatMul(Tensor.Randn([Features, 1], run.Generator)) + 0.5 * Tensor.Randn([Samples, 1], run.Generator);
    double least = Loss(x, y, x.Pinv().MatMul(y)).Item();

    var epochs = Enumerable.Range(0, Epochs + 1).ToArray();
    var rates = new Chart("Rates") { X = "epoch", Y = "learning rate" };
    var losses = new Chart("What comes of them") { X = "epoch", Y = "loss above the least", YScale = Scale.Log };
    foreach (var (name, schedule) in schedules)
    {
        var above = Train(x, y, schedule, run, epoch => Math.Max(epoch - least, 1e-9));
        rates.Line(name, epochs[..^1], epochs[..^1].Select(epoch => schedule.RateAt(epoch, Rate)));
        losses.Line(name, epochs, above);
        Console.WriteLine($"{name,-17} {string.Join("  ", new[] { 0, 1, 2, 3, 10, 20, 29 }.Select(epoch => $"{schedule.RateAt(epoch, Rate):0.0000}"))}");
        run.Figure($"loss above the least, {name}", $"{above[^1]:0.0e+00}");
    }
    run.Save(new Panels("Learning-rate decay") { rates, losses }.SaveSvg);
    double[] quoted = [0.1, 0.067, 0.05];
    for (int epoch = 1; epoch <= 3; epoch++)
        run.Figure($"α₀ / (1 + epoch) at epoch {epoch}", $"{schedules[1].Schedule.RateAt(epoch, Rate):0.000}", notes: $"{quoted[epoch - 1]:0.000}");
});

static double[] Train(Tensor x, Tensor y, Schedule schedule, Run run, Func<double, double> noted)
{
    var w = Tensor.Zeros([Features, 1]).WithGrad();
    var optimizer = new SGD([w], Rate);
    var scheduler = schedule.For(optimizer);
    var loader = new DataLoader(new TensorDataset(x, y), BatchSize, shuffle: true, Generator.Seeded(run.Seed)); // The same batches for all.
    var losses = new List<double> { noted(Loss(x, y, w).Item()) };
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        run.Cancelled.ThrowIfCancellationRequested();
        foreach (var (inputs, targets) in loader)
        {
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            Loss(inputs, targets, w).Backward();
            optimizer.Step();
        }
        scheduler.Step();
        losses.Add(noted(Loss(x, y, w).Item()));
    }
    return [.. losses];
}

static Tensor Loss(Tensor x, Tensor y, Tensor w) => (x.MatMul(w) - y).Square().Mean() / 2;
