#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int PerClass = 20, Steps = 300, Grid = 70;

var experiment = new Experiment(
    """
    Softmax regression parts the plane by straight lines, between three classes and between four. Where classes wind around each other that is not enough, and
    a hidden layer bends the lines.
    """);
return experiment.Run(args, run =>
{
    // From scores to probabilities, and to the class alone.
    var scores = Tensor.Of([5.0, 2, -1, 3]);
    run.Figure("sum of exponentials", $"{scores.Exp().Sum().Item():0.0}", notes: 176.3);
    run.Figure("largest probability", $"{scores.Softmax(0).Max().Item():0.000}", notes: 0.842);
    run.Figure("hardmax", string.Join(" ", scores.ArgMax(0).OneHot(4, DType.Int64).ToArray<long>()));

    var panels = new Panels("What softmax tells apart", columns: 2) { Height = 700 };
    var (three, four, arms) = (Clusters(3, run.Generator), Clusters(4, run.Generator), Arms(3, run.Generator));
    foreach (var (name, (points, labels), hidden) in new (string, (Tensor, Tensor), int)[]
    {
        ("three classes", three, 0), ("four classes", four, 0), ("three arms, linear", arms, 0), ("three arms, 32 hidden units", arms, 32),
    })
    {
        int classes = (int)labels.Max().Item() + 1;
        Module<Tensor, Tensor> net = hidden == 0
            ? new Linear(2, classes, generator: run.Generator)
            : new Sequential([new Linear(2, hidden, generator: run.Generator), Activation.Tanh(), new Linear(hidden, classes, generator: run.Generator)]);
        var optimizer = new Adam(net.Parameters(), 0.05);
        for (int step = 0; step < Steps; step++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            Loss.CrossEntropy(net.Forward(points), labels).Backward();
            optimizer.Step();
        }
        using var unrecorded = Autodiff.NoGrad();
        run.Figure($"accuracy, {name}", $"{net.Forward(points).ArgMax(axis: 1).EqualTo(labels).To(DType.Float32).Mean().Item():0.000}");
        panels.Add(Drawn(name, net, points, labels, classes));
    }
    run.Save(panels.SaveSvg);
});

static Chart Drawn(string name, Module<Tensor, Tensor> net, Tensor points, Tensor labels, int classes)
{
    const double Edge = 3.2;
    var at = (Tensor.Arange(Grid) + 0.5) * (2 * Edge / Grid) - Edge;
    var grid = Tensor.Stack([at.Expand([Grid, Grid]), at.Reshape([Grid, 1]).Expand([Grid, Grid])], axis: 2).Reshape([Grid * Grid, 2]);
    var found = net.Forward(grid).ArgMax(axis: 1).ToArray<long>();
    var regions = new int[Grid, Grid];
    for (int i = 0; i < found.Length; i++)
        regions[i / Grid, i % Grid] = (int)found[i];
    string[] names = [.. Enumerable.Range(1, classes).Select(static c => $"class {c}")];
    var chart = new Chart(name).Regions(regions, (-Edge, Edge), (-Edge, Edge), names);
    for (int c = 0; c < classes; c++)
    {
        var own = points[labels.EqualTo(c)];
        chart.Scatter(names[c], own[.., 0], own[.., 1], radius: 2);
    }
    return chart;
}

// Clouds around points of a circle.
static (Tensor Points, Tensor Labels) Clusters(int classes, Generator generator)
{
    var labels = Tensor.Arange(classes * PerClass) / PerClass;
    labels = labels.Floor().To(DType.Int64);
    var angle = labels.To(DType.Float32) * (2 * Math.PI / classes) + 0.5;
    return (2 * Tensor.Stack([angle.Cos(), angle.Sin()], axis: 1) + 0.5 * Tensor.Randn([classes * PerClass, 2], generator), labels);
}

// Arms of a spiral.
static (Tensor Points, Tensor Labels) Arms(int classes, Generator generator)
{
    var labels = (Tensor.Arange(classes * PerClass) / PerClass).Floor().To(DType.Int64);
    var radius = 0.3 + 2.5 * Tensor.Rand([classes * PerClass], generator);
    var angle = labels.To(DType.Float32) * (2 * Math.PI / classes) + 1.3 * radius + 0.15 * Tensor.Randn([classes * PerClass], generator);
    return (Tensor.Stack([radius * angle.Cos(), radius * angle.Sin()], axis: 1), labels);
}
