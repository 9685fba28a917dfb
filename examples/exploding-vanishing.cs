#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Width = 16, Samples = 64;

var experiment = new Experiment(
    """
    A deep network whose layers all multiply by 1.5·I, or by 0.5·I: a gradient grows or shrinks with each layer that it passes. Shown is its norm behind each
    layer, without activation, where it is a power of the scale, with sigmoid, tanh and ReLU, and with what helps: batch normalisation, residual
    connections, and, where it grows, clipping.
    """);
var depth = experiment.Option("--depth", "How many layers there are.", 50).AtLeast(2);
return experiment.Run(args, run =>
{
    int layers = run.Get(depth);
    var x = Tensor.Randn([Samples, Width], run.Generator, DType.Float64);
    var above = Tensor.Randn([Samples, Width], run.Generator, DType.Float64);
    above /= above.Square().Sum().Sqrt();

    // The norm of the gradient behind each layer, which is 1 behind the last; and at the weights.
    (double[] Norms, Tensor[] Weights) Pass(Func<Tensor, Tensor, Tensor> layer, double scale)
    {
        var weights = Enumerable.Range(0, layers).Select(_ => (scale * Tensor.Eye(Width, dtype: DType.Float64)).WithGrad()).ToArray();
        var outputs = new List<Tensor>();
        foreach (var weight in weights)
            outputs.Add(layer(outputs.LastOrDefault(x), weight).RetainGrad());
        outputs[^1].Backward(above);
        return ([.. outputs.Select(static output => output.Grad!.Square().Sum().Sqrt().Item())], weights);
    }

    var panels = new Panels($"Norm of the gradient behind each of {layers} layers", columns: 3) { ShareX = true };
    foreach (var (name, layer) in new (string, Func<Tensor, Tensor, Tensor>)[]
    {
        ("linear", static (h, w) => h.MatMul(w)),
        ("sigmoid", static (h, w) => h.MatMul(w).Sigmoid()),
        ("tanh", static (h, w) => h.MatMul(w).Tanh()),
        ("ReLU", static (h, w) => h.MatMul(w).Relu()),
        ("normalised", static (h, w) => Normalised(h.MatMul(w)).Relu()),
        ("residual", static (h, w) => h + Normalised(h.MatMul(w)).Relu()),
    })
    {
        var chart = new Chart(name) { X = "layer", YScale = Scale.Log };
        foreach (double scale in (double[])[1.5, 0.5])
        {
            double[] norms = Pass(layer, scale).Norms;
            chart.Line($"{scale}·I", norms);
            run.Figure($"{name}, {scale}·I, first layer's", $"{norms[0]:0.0e+00}", notes: name == "linear" ? $"{Math.Pow(scale, layers - 1):0.0e+00}" : null);
        }
        panels.Add(chart);
    }
    run.Save(panels.SaveSvg);

    var exploded = Pass(static (h, w) => h.MatMul(w), 1.5).Weights;
    run.Figure("norm at the weights, linear, 1.5·I", $"{GradientClipping.ByGlobalNorm(exploded, maxNorm: 1):0.0e+00}");
    run.Figure("the same, clipped", $"{GradientClipping.GlobalNorm(exploded):0.000}", notes: "1.000");
});

static Tensor Normalised(Tensor z) => (z - z.Mean(axis: 0)) / (z.Var(axis: 0, unbiased: false) + 1e-5).Sqrt();
