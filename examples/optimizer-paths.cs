#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

var experiment = new Experiment(
    """
    How optimizers walk down two long valleys, z = x²/10 + y² in 20 steps and z = x²/20 + y² in 30, both from (-7, 2): SGD swings from side to side,
    momentum overshoots, and those that scale each coordinate by its own gradients go nearly straight.
    """);
return experiment.Run(args, static run =>
{
    var panels = new Panels("Down a valley, 20 steps above and 30 below", columns: 4);
    Walk(run, panels, 10, 20,
    [
        ("SGD", static p => new SGD(p, 0.95)),
        ("Momentum", static p => new SGD(p, 0.1, momentum: 0.9, form: MomentumForm.Velocity)),
        ("RMSProp", static p => new RMSProp(p, 0.5, rho: 0.9)),
        ("Adam", static p => new Adam(p, 0.5)),
    ]);
    Walk(run, panels, 20, 30,
    [
        ("SGD", static p => new SGD(p, 0.95)),
        ("Momentum", static p => new SGD(p, 0.1, momentum: 0.9, form: MomentumForm.Velocity)),
        ("AdaGrad", static p => new AdaGrad(p, 1.5, epsilon: 1e-7)),
        ("Adam", static p => new Adam(p, 0.3, epsilon: 1e-7, epsilonHat: true)),
    ]);
    run.Save(panels.SaveSvg);
});

static void Walk(Run run, Panels panels, double flatness, int steps, (string Name, Func<Tensor[], Optimizer> Make)[] optimizers)
{
    foreach (var (name, make) in optimizers)
    {
        var point = Tensor.Of([-7.0, 2.0]).WithGrad();
        var optimizer = make([point]);
        var path = new List<(double X, double Y)> { (-7, 2) };
        for (int step = 0; step < steps; step++)
        {
            optimizer.ZeroGrad();
            (point[0].Square() / flatness + point[1].Square()).Backward();
            optimizer.Step();
            path.Add((point[0].Item(), point[1].Item()));
        }
        panels.Add(new Chart(name) { X = "x", Y = "y", Legend = false }
            .Contour((x, y) => x * x / flatness + y * y, (-8, 6), (-2.5, 2.5), levels: 5, scale: Scale.Log, filled: false, points: 16)
            .Path(name, path));
        run.Figure($"end of {name} on x²/{flatness} + y²", $"({path[^1].X:0.000000}, {path[^1].Y:0.000000})");
    }
}
