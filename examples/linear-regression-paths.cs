#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Samples = 200, BatchSize = 10;
const double Noise = 0.093, Goal = 0.005;

var experiment = new Experiment(
    $"""
    Eight optimizers fit a line to {Samples} noisy points of y = 2x + 3, in batches of {BatchSize}, from (0, 0), until the loss, half the mean square, falls
    below {Goal}. The loss is a long valley: its floor is reached at once, and what takes time is the way along it.
    """);
var most = experiment.Option("--steps", "How many steps an optimizer may take.", 1000).AtLeast(1);
return experiment.Run(args, run =>
{
    var x = Tensor.Rand([Samples, 1], run.Generator, DType.Float64);
    var noise = Tensor.Randn([Samples, 1], run.Generator, DType.Float64);
    var y = 2 * x + 3 + Noise * noise / noise.Square().Mean().Sqrt(); // Of the very size, for the goal lies close to the least loss.

    double LossAt(double w, double b) => Loss(Tensor.Of([w, b]), x, y).Item();
    var whole = new Chart("all the way") { X = "w", Y = "b" }.Contour(LossAt, (-0.2, 3.4), (-0.2, 4.4), levels: 8, scale: Scale.Log, filled: false, points: 27);
    var zoom = new Chart("near the goal") { X = "w", Y = "b", XRange = (1.4, 2.4), YRange = (2.7, 3.4) }
        .Contour(LossAt, (1.4, 2.4), (2.7, 3.4), levels: 8, scale: Scale.Log, filled: false, points: 27);

    var taken = new Dictionary<string, int>();
    foreach (var (name, notes, make) in new (string, int?, Func<Tensor[], Optimizer>)[]
    {
        ("SGD", 148, static p => new SGD(p, 0.095)),
        ("Momentum", 128, static p => new SGD(p, 0.0125, momentum: 0.9)),
        ("Nesterov", null, static p => new SGD(p, 0.0125, momentum: 0.9, nesterov: true)),
        ("AdaGrad", null, static p => new AdaGrad(p, 0.7, epsilon: 1e-7)),
        ("AdaDelta", null, static p => new AdaDelta(p, 5)),
        ("RMSProp", 130, static p => new RMSProp(p, 0.04, rho: 0.9)),
        ("Adam", 107, static p => new Adam(p, 0.2)),
        ("NAdam", null, static p => new NAdam(p, 0.2)),
    })
    {
        var path = Descend(x, y, make, run, run.Get(most));
        whole.Path(name, path.Where((_, step) => step % 8 == 0 || step == path.Count - 1), markers: false);
        zoom.Path(name, path.SkipWhile(static at => at.B < 2), markers: false);
        taken[name] = path.Count - 1;
        Console.WriteLine($"{name,-8} ends at w = {path[^1].W:0.000}, b = {path[^1].B:0.000}");
        run.Figure($"iterations of {name}", path.Count - 1, notes);
    }
    run.Save(new Panels("Eight optimizers on a line's loss") { whole, zoom }.SaveSvg);
    run.Figure(
        "from the fastest", string.Join(", ", ((string[])["SGD", "Momentum", "RMSProp", "Adam"]).OrderBy(name => taken[name])), "Adam, Momentum, RMSProp, SGD");
});

static List<(double W, double B)> Descend(Tensor x, Tensor y, Func<Tensor[], Optimizer> make, Run run, int most)
{
    var line = Tensor.Zeros([2], DType.Float64).WithGrad();
    var optimizer = make([line]);
    var path = new List<(double W, double B)> { (0, 0) };
    // The same batches for all.
    var loader = new DataLoader(new TensorDataset(x, y), BatchSize, shuffle: true, Generator.Seeded(run.Seed));
    while (true)
        foreach (var (inputs, targets) in loader)
        {
            optimizer.ZeroGrad();
            Loss(line, inputs, targets).Backward();
            optimizer.Step();
            using var unrecorded = Autodiff.NoGrad();
            path.Add((line[0].Item(), line[1].Item()));
            if (Loss(line, x, y).Item() < Goal || path.Count > most)
                return path;
        }
}

static Tensor Loss(Tensor line, Tensor x, Tensor y) => (line[0] * x + line[1] - y).Square().Mean() / 2;
