#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const double Noise = 1e-3;

(string Name, Func<Tensor[], Optimizer> Make)[] optimizers =
[
    ("SGD", static p => new SGD(p, 0.05)),
    ("Momentum", static p => new SGD(p, 0.05, momentum: 0.9)),
    ("RMSProp", static p => new RMSProp(p, 0.05, rho: 0.9)),
    ("Adam", static p => new Adam(p, 0.05)),
];

var experiment = new Experiment(
    """
    Who leaves a saddle, f = x² − y² from (1, 0), where only a little noise in the gradients points the way out, and who a long plateau, f = 1 − exp(−r²/2)
    from r = 4, where the gradient is below 0.001: those that divide by the size of the gradients they see walk on as if the ground were steep.
    """);
var most = experiment.Option("--steps", "How many steps an optimizer may take.", 5000).AtLeast(1);
return experiment.Run(args, run =>
{
    var saddle = new Chart("x² − y²") { X = "x", Y = "y" }.Contour(static (x, y) => x * x - y * y, (-1.2, 1.2), (-1.2, 1.2), levels: 8, points: 25);
    var plateau = new Chart("1 − exp(−r²/2)") { X = "x", Y = "y" }
        .Contour(static (x, y) => 1 - Math.Exp(-(x * x + y * y) / 2), (-1.5, 4.5), (-1.5, 3.5), levels: 8, points: 25);
    foreach (var (name, make) in optimizers)
    {
        Escape("the saddle", saddle, [1, 0], static p => p[0].Square() - p[1].Square(), static (_, y) => Math.Abs(y) > 1);
        Escape("the plateau", plateau, [3.5, 2], static p => 1 - (-p.Square().Sum() / 2).Exp(), static (x, y) => x * x + y * y < 1);

        void Escape(string place, Chart chart, double[] from, Func<Tensor, Tensor> height, Func<double, double, bool> isOut)
        {
            var noise = Generator.Seeded(run.Seed); // The same for all.
            var point = Tensor.Of<double>(from).WithGrad();
            var optimizer = make([point]);
            var path = new List<(double X, double Y)> { (from[0], from[1]) };
            while (!isOut(path[^1].X, path[^1].Y) && path.Count <= run.Get(most))
            {
                run.Cancelled.ThrowIfCancellationRequested();
                optimizer.ZeroGrad();
                height(point).Backward();
                point.Grad = point.Grad! + Noise * Tensor.Randn([2], noise, DType.Float64);
                optimizer.Step();
                path.Add((point[0].Item(), point[1].Item()));
            }
            int steps = path.Count - 1;
            run.Figure($"steps from {place}, {name}", isOut(path[^1].X, path[^1].Y) ? steps : $"more than {steps}");
            int every = Math.Max(1, steps / 60);
            chart.Path(name, path.Where((_, step) => step % every == 0 || step == steps), markers: false);
        }
    }
    run.Save(new Panels("Off a saddle, and off a plateau") { saddle, plateau }.SaveSvg);
});
