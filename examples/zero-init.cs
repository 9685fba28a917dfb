#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Samples = 200, Hidden = 6, Steps = 1000;

var experiment = new Experiment(
    """
    Why weights must not begin equal. A network that begins at zeros, or at any other number throughout, computes the same in each hidden unit and gives
    each the same gradient, so the columns of its first weights stay equal, and it learns no more than one unit could. Begun at random, it learns.
    """);
var rate = experiment.Option("--learning-rate", "How far a step goes.", 2.0).AtLeast(0);
return experiment.Run(args, run =>
{
    // Exclusive or of two signs: no single unit tells its two classes apart.
    var x = Tensor.Randn([Samples, 2], run.Generator);
    var y = (x[.., 0..1].Greater(0) ^ x[.., 1..2].Greater(0)).To(DType.Float32);

    var panels = new Panels($"W1 after {Steps} steps, a column for each hidden unit", columns: 3) { Height = 230 };
    foreach (var (name, begin) in new (string, Action<Tensor>)[]
    {
        ("zeros", static w => Init.Zeros(w)),
        ("constant", static w => Init.Constant(w, 0.5)),
        ("random", w => Init.XavierNormal(w, generator: run.Generator)),
    })
    {
        var first = new Linear(2, Hidden);
        var second = new Linear(Hidden, 1);
        Sequential net = [first, Activation.Sigmoid(), second];
        foreach (var layer in (Linear[])[first, second])
        {
            begin(layer.Weight);
            Init.Zeros(layer.Bias!);
        }
        var optimizer = new SGD(net.Parameters(), run.Get(rate));
        for (int step = 0; step < Steps; step++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            Loss.BinaryCrossEntropyWithLogits(net.Forward(x), y).Backward();
            optimizer.Step();
        }

        using var unrecorded = Autodiff.NoGrad();
        var columns = first.Weight.T; // W1 as the notes write it: a column for each hidden unit.
        double apart = (columns.Max(axis: 1) - columns.Min(axis: 1)).Max().Item();
        double right = net.Forward(x).Greater(0).To(DType.Float32).EqualTo(y).To(DType.Float32).Mean().Item();
        Console.WriteLine($"W1 begun at {name}, after {Steps} steps:\n{columns}\n");
        panels.Add(new Chart($"begun at {name}").Heatmap(columns, ["x₁", "x₂"], colors: ColorMap.BlueRed, range: (-5, 5), format: "0.0"));
        run.Figure($"columns of W1 equal, {name}", apart == 0, notes: name != "random");
        run.Figure($"accuracy, {name}", $"{right:0.000}");
    }
    run.Save(panels.SaveSvg);
});
