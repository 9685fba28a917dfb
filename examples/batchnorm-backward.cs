#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Training.Reports;

const int Batch = 64, Features = 10;
const double Epsilon = 1e-5, Tolerance = 1e-12;

var experiment = new Experiment(
    """
    Batch normalisation written with mean, variance and arithmetic, its backward pass derived, against the backward pass that papers derive by hand
    (Ioffe and Szegedy, 2015), on 64×10 numbers in Float64.
    """);
return experiment.Run(args, static run =>
{
    Tensor Draw(Shape shape) => Tensor.Randn(shape, run.Generator, DType.Float64);

    var x = (Draw([Batch, Features]) * 3 + 2).WithGrad();
    var gamma = Draw([Features]).WithGrad();
    var beta = Draw([Features]).WithGrad();
    var dy = Draw([Batch, Features]);

    // Forward, as one would write it on paper. There is nothing else to write.
    var normalised = (x - x.Mean(axis: 0)) / (x.Var(axis: 0, unbiased: false) + Epsilon).Sqrt();
    var y = gamma * normalised + beta;
    y.Backward(dy);

    // The closed form: dx = γ/σ · (dy − mean(dy) − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy.
    using var unrecorded = Autodiff.NoGrad();
    var xhat = normalised.Detach();
    var deviation = (x.Var(axis: 0, unbiased: false) + Epsilon).Sqrt();
    var dx = gamma / deviation * (dy - dy.Mean(axis: 0) - xhat * (dy * xhat).Mean(axis: 0));

    double worst = 0;
    Compare("dx", x.Grad!, dx);
    Compare("dgamma", gamma.Grad!, (dy * xhat).Sum(axis: 0));
    Compare("dbeta", beta.Grad!, dy.Sum(axis: 0));
    run.Figure("max error", $"{worst:0.0e+00}");

    var samples = Tensor.Arange(1, Batch + 1);
    run.Save(new Chart("The gradient of the first feature") { X = "sample", Y = "dx" }
        .Line("derived", samples, x.Grad![.., 0]).Scatter("closed form", samples, dx[.., 0]).SaveSvg);

    void Compare(string name, Tensor derived, Tensor closed)
    {
        double error = (derived - closed).Abs().Max().Item();
        worst = Math.Max(worst, error);
        run.Figure($"{name} agree", error < Tolerance, notes: true);
    }
});
