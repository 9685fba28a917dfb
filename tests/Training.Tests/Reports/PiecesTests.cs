using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;
using AutoGrad.Training.Reports;

namespace AutoGrad.Tests;

public class PiecesTests
{
    [Fact]
    public void Histories_are_charts_by_measure()
    {
        var history = new History();
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            history.Add("train/loss", Math.Pow(10, -epoch), 10 * epoch, epoch);
            history.Add("validation/loss", 0.5, 10 * epoch, epoch);
            history.Add("learning rate", 0.1, 10 * epoch - 5, epoch);
            history.Add("learning rate", 0.1, 10 * epoch, epoch);
        }
        var loss = history.Chart("loss");
        Assert.Equal(("epoch", Scale.Log), (loss.X, loss.YScale));
        Assert.Equal(["train", "validation"], loss.Marks.Select(static mark => mark.Name));
        var rate = history.Chart("learning rate");
        Assert.Equal(("step", Scale.Linear), (rate.X, rate.YScale));
        Assert.Equal([5.0, 10, 15], Assert.IsType<LineMark>(rate.Marks[0]).Xs[..3]);
        Assert.Contains("there are loss, learning rate", Assert.Throws<KeyNotFoundException>(() => history.Chart("accuracy")).Message);
        string html = history.ToReport("Run <1>").ToHtml();
        Assert.Contains("Run &lt;1&gt;", html);
        Assert.Contains("<td>train/loss</td><td class=\"number\">1E-05</td>", html);
        Assert.Contains("Nothing was measured.", new History().ToReport().ToHtml());
    }

    [Fact]
    public void A_training_leaves_a_report_with_norms()
    {
        var draws = Generator.Seeded(1);
        var x = Tensor.Randn([32, 2], draws);
        Sequential net = [new Linear(2, 4, generator: draws), Activation.Tanh(), new Linear(4, 1, generator: draws)];
        var trainer = new Trainer(net, new SGD(net.Parameters(), 0.1), Loss.Mse) { Callbacks = [new RecordNorms(everySteps: 2)] };
        var history = trainer.Fit(new DataLoader(new TensorDataset(x, x.Sum(1, keepDim: true)), 8), epochs: 3);
        Assert.Equal(6, history["Layers.0.Weight/gradient norm"].Count);
        Assert.Equal(4, history.Chart("weight norm").Marks.Count);
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "report.html");
        history.WriteReport(path, "Sums");
        Assert.Contains("Layers.2.Bias/gradient norm", File.ReadAllText(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Norms_are_those_of_the_tensors()
    {
        var layer = new Linear(2, 1, bias: false);
        layer.Weight.LoadValues(3, 4);
        layer.Forward(Tensor.Of([[6f, 8f]])).Sum().Backward();
        var history = new History();
        history.AddNorms(layer, 1, 1);
        Assert.Equal((5, 10), (history.Last("Weight/weight norm"), history.Last("Weight/gradient norm")));
    }

    [Fact]
    public void Layers_are_recorded_until_the_end()
    {
        Sequential net = [new Linear(3, 4, generator: Generator.Seeded(1)), Activation.Relu(), new Linear(4, 2, generator: Generator.Seeded(2))];
        var x = Tensor.Randn([5, 3], Generator.Seeded(3));
        var layers = new LayerRecorder(net);
        Assert.Contains("run the model by Call", Assert.Throws<InvalidOperationException>(() => layers.Activations()).Message);
        var y = net.Call(x);
        y.Square().Sum().Backward();
        Assert.Equal(["Layers.0", "Layers.1", "Layers.2"], layers.Layers.Select(static layer => layer.Name));
        Assert.Equal(y.To(DType.Float64).Flatten().ToArray<double>(), layers.Layers[2].Activations);
        Assert.Equal((2 * y).To(DType.Float64).Flatten().ToArray<double>(), layers.Layers[2].Gradients);
        double[] first = [.. layers.Layers[0].Activations];
        Assert.Equal(20, first.Length);
        Assert.Equal(first.Average(), layers.Layers[0].Mean, 1e-12);
        Assert.Equal(Math.Sqrt(first.Average(static v => v * v) - first.Average() * first.Average()), layers.Layers[0].StandardDeviation, 1e-9);
        Assert.Equal(3, layers.Activations().Charts.Count);
        Assert.Equal(3, layers.Gradients(range: (-1, 1)).Charts.Count);
        layers.Dispose();
        net.Call(-x);
        Assert.Equal(first, layers.Layers[0].Activations);
        Assert.Throws<ArgumentException>(() => new LayerRecorder(net, static (name, _) => false));
    }

    [Fact]
    public void Confusion_and_samples_show_classes()
    {
        var chart = Pieces.Confusion(Tensor.Of([[5L, 1], [0, 7]]), ["cat", "dog"]).Parsed();
        Assert.Equal(2, chart.Texts().Count(static text => text == "cat"));
        Assert.Subset(chart.Texts().ToHashSet(), new HashSet<string> { "5", "1", "0", "7" });
        Assert.Throws<ShapeException>(() => Pieces.Confusion(Tensor.Zeros([2, 3])));
        var metric = new ConfusionMatrix(2);
        metric.Update(Tensor.Of([0L, 1, 1]), Tensor.Of([0L, 1, 0]));
        Assert.Contains("has 2 rows and 1 labels", Assert.Throws<ArgumentException>(() => Pieces.Confusion(metric, ["a"])).Message);
        var grid = Pieces.Samples(Tensor.Rand([2, 1, 3, 3]), Tensor.Of([0L, 1]), Tensor.Of([[1f, 0], [1, 0]]), ["cat", "dog"]).Parsed();
        Assert.Contains("cat", grid.Texts());
        Assert.Contains("dog, not cat", grid.Texts());
        Assert.Throws<ShapeException>(() => Pieces.Samples(Tensor.Rand([2, 3, 3]), Tensor.Of([0L]), Tensor.Of([0L, 1])));
    }

    [Fact]
    public void Models_divide_the_plane()
    {
        var scores = new Chart().Regions(static x => Tensor.Stack([x[.., 0], x[.., 1]], 1), (0, 1), (0, 1), ["right", "upper"], points: 4);
        int[,] upper = { { 0, 0, 0, 0 }, { 1, 0, 0, 0 }, { 1, 1, 0, 0 }, { 1, 1, 1, 0 } };
        Assert.Equal(upper.Cast<int>(), Assert.IsType<RegionsMark>(scores.Marks[0]).Classes.Cast<int>());
        var single = new Chart().Regions(static x => x[.., 0], (0, 1), (0, 1), ["low", "high"], points: 2, threshold: 0.3);
        Assert.Equal([0, 1, 0, 1], Assert.IsType<RegionsMark>(single.Marks[0]).Classes.Cast<int>());
        Assert.Throws<ShapeException>(() => new Chart().Regions(static x => x.Sum(), (0, 1), (0, 1), ["a"]));
    }

    [Fact]
    public void A_quadratic_loss_is_that_quadratic_on_any_plane()
    {
        var layer = new Linear(3, 1, bias: false, dtype: DType.Float64);
        layer.Weight.LoadValues(1, 2, 3);
        var path = new[] { Tensor.Of([4.0, 0, 0]), Tensor.Of([2.0, 2, 0]), Tensor.Of([0.0, 0, 0]) };
        var surface = LossSurface.Along(layer, () => layer.Weight.Square().Sum(), path);
        var places = surface.Place(path);
        Assert.Equal((0, 0), places[2]);
        foreach (var (point, place) in path.Zip(places)) // The path lies in the plane, and the directions are of length 1.
        {
            Assert.Equal(point.Square().Sum().Item<double>(), place.X * place.X + place.Y * place.Y, 1e-9);
            Assert.Equal(point.Square().Sum().Item<double>(), surface[place.X, place.Y], 1e-9);
        }
        Assert.Equal([1.0, 2, 3], layer.Weight.ToArray<double>());
        var chart = surface.ToChart(points: 5).Path("p", places);
        Assert.Equal(2, chart.Marks.Count);
        Assert.Throws<ArgumentException>(() => LossSurface.Along(layer, () => layer.Weight.Sum(), path[..2]));
        Assert.Contains("lie on a line",
            Assert.Throws<ArgumentException>(() => LossSurface.Along(layer, () => layer.Weight.Sum(), [path[0], path[0] * 0.5, path[2]])).Message);
        Assert.Throws<ShapeException>(() => surface.Place([Tensor.Zeros([2])]));
    }

    [Fact]
    public void Random_directions_are_as_long_as_the_weights()
    {
        Sequential net = [new Linear(3, 2, generator: Generator.Seeded(1)), new Dropout(0.5), new Linear(2, 1, generator: Generator.Seeded(2))];
        var before = net.Parameters().ToVector().Detach().Clone();
        var surface = LossSurface.Around(net, () => (net.Parameters().ToVector() - before).Square().Sum(), Generator.Seeded(3));
        double weights = net.NamedParameters().Where(static p => p.Name.EndsWith("Weight")).Sum(static p => p.Parameter.Square().Sum().Item<float>());
        Assert.Equal(weights, surface[1, 0], 1e-5);
        Assert.Equal(weights, surface[0, -1], 1e-5);
        Assert.Equal(0, surface[0, 0], 1e-12);
        Assert.True(net.Parameters().ToVector().EqualTo(before).All().Item<bool>());
        Assert.True(net.Modules().All(static module => module.IsTraining));
        Assert.Throws<InvalidOperationException>(() => LossSurface.Around(net, static () => throw new InvalidOperationException())[1, 1]);
        Assert.True(net.Parameters().ToVector().EqualTo(before).All().Item<bool>());
    }
}

file static class Loading
{
    public static void LoadValues(this Parameter parameter, params double[] values) => new[] { (Tensor)parameter }.LoadVector(Tensor.Of(values));
}
