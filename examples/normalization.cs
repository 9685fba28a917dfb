#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Training.Reports;

const int Samples = 200;
const double Enough = 1e-3;

var experiment = new Experiment(
    """
    Why inputs are scaled: the price of flats by their area and their rooms. Where the inputs have different sizes the loss is a long valley, across which
    gradient descent swings at any rate that gets it along; where each has mean 0 and deviation 1 it is nearly round. Both descend at the best rate there is.
    """);
var most = experiment.Option("--steps", "How many steps there may be.", 2000).AtLeast(1);
return experiment.Run(args, run =>
{
    var area = 2 + 10 * Tensor.Rand([Samples], run.Generator, DType.Float64); // In 10 m².
    var rooms = 1 + 4 * Tensor.Rand([Samples], run.Generator, DType.Float64);
    var raw = Tensor.Stack([area, rooms], axis: 1);
    var price = 0.5 * area + 0.8 * rooms + 0.1 * Tensor.Randn([Samples], run.Generator, DType.Float64);
    var scaled = (raw - raw.Mean(axis: 0)) / raw.Std(axis: 0);
    run.Save(new Panels("Gradient descent with and without scaled inputs")
    {
        Descend("as they are", raw, price), Descend("scaled", scaled, price - price.Mean()),
    }.SaveSvg);

    Chart Descend(string name, Tensor x, Tensor y)
    {
        Tensor Loss(Tensor w) => (x.MatMul(w) - y).Square().Mean() / 2;
        var curvature = Autodiff.Hessian(Loss, Tensor.Zeros([2], DType.Float64)).EigValsH();
        var (low, high) = (curvature.Min().Item(), curvature.Max().Item());
        double rate = 2 / (low + high);

        var best = x.Pinv().MatMul(y);
        double least = Loss(best).Item();
        var w = best + Tensor.Of([-0.9, 0.9]); // Equally far from the best in both.
        double start = Loss(w).Item() - least;
        var path = new List<(double X, double Y)> { (w[0].Item(), w[1].Item()) };
        while (Loss(w).Item() - least > Enough * start && path.Count <= run.Get(most))
        {
            run.Cancelled.ThrowIfCancellationRequested();
            w -= rate * Autodiff.Grad(Loss, w);
            path.Add((w[0].Item(), w[1].Item()));
        }
        run.Figure($"condition of the loss, {name}", $"{high / low:0.0}");
        run.Figure($"best rate, {name}", $"{rate:0.000}");
        run.Figure($"steps to a thousandth, {name}", path.Count - 1);
        var (wx, wy) = (best[0].Item(), best[1].Item());
        return new Chart(name) { X = "weight of the area", Y = "weight of the rooms", Legend = false, EqualAxes = true }
            .Contour((a, b) => Loss(Tensor.Of([a, b])).Item(), (wx - 1.2, wx + 1.2), (wy - 1.2, wy + 1.2), levels: 7, scale: Scale.Log, points: 31)
            .Path(name, path);
    }
});
