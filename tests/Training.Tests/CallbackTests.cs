using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>Guards, recorders and logs.</summary>
public sealed class CallbackTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_loss_that_is_not_finite_is_traced_to_its_operation()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), static (p, t) => ((p - 100).Log() * 0 + p).Mean()) { Callbacks = [new NaNGuard()] };
        string before = Toy.Bits(Toy.Net());
        var found = Assert.Throws<NonFiniteException>(() => trainer.Fit(new DataLoader(Toy.Points(), 16)));
        Assert.StartsWith("NaNGuard: in step 1, epoch 1, the loss is NaN. The step was not taken", found.Message);
        Assert.Contains("Found by anomaly detection: Log: its result has the first NaN", found.Message);
        Assert.Equal((1L, 1, null), (found.Step, found.Epoch, found.Parameter));
        Assert.Equal(before.Split(';')[0], Toy.Bits(net).Split(';')[0]);
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_traced_to_its_parameter()
    {
        var net = Toy.Net();
        // √0 has an infinite derivative, and 0·∞ is NaN: the loss itself is 0.
        var trainer = new Trainer(net, Toy.Momentum(net), (p, t) => ((((Linear)net.Layers[0]).Weight * 0).Sqrt() * p.Mean()).Sum()) { Callbacks = [new ClipGradients(norm: 1), new NaNGuard()] };
        var found = Assert.Throws<NonFiniteException>(() => trainer.Fit(new DataLoader(Toy.Points(), 16)));
        Assert.Equal("Layers.0.Weight", found.Parameter);
        Assert.Contains("the gradient of Layers.0.Weight [8, 2] has the norm NaN", found.Message);
        Assert.Contains("Sqrt", found.Message);
    }

    [Fact]
    public void Data_and_parameters_that_are_not_finite_are_named()
    {
        var net = Toy.Net();
        using (Autodiff.NoGrad())
            ((Linear)net.Layers[4]).Bias!.FillInPlace(double.NaN);
        var points = Toy.Points();
        var inputs = points.Inputs.Clone();
        inputs[3].FillInPlace(double.PositiveInfinity);
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new NaNGuard(gradients: false)] };
        string message = Assert.Throws<NonFiniteException>(() => trainer.Fit(new DataLoader(new TensorDataset(inputs, points.Targets), 16))).Message;
        Assert.Contains("Not finite already: Layers.4.Bias.", message);
        Assert.Contains("The data are not finite: inputs of batch 0", message);
    }

    [Fact]
    public void Losses_rates_and_norms_of_steps_are_recorded()
    {
        var net = Toy.Net();
        var recorder = new HistoryRecorder(every: 2, gradientNorms: true, weightNorms: true, perParameter: true, seconds: true);
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { ClipNorm = 1e-3, Schedule = new ExponentialLR(0.5), Callbacks = [recorder] };
        var history = trainer.Fit(new DataLoader(Toy.Points(), 16), epochs: 2);
        Assert.Equal([2L, 4, 6, 8, 10, 12], history["step/loss"].Select(static one => one.Step));
        Assert.Equal([0.1, 0.1, 0.1, 0.05, 0.05, 0.05], history["step/learning rate"].Select(static one => one.Value));
        Assert.All(history["step/gradient norm"], static one => Assert.True(one.Value > 1e-3));
        double all = Math.Sqrt(net.NamedParameters().Sum(entry => Math.Pow(history.Last($"weight norm/{entry.Name}"), 2)));
        Assert.Equal(all, history.Last("step/weight norm"), 1e-12);
        Assert.Equal(all, Math.Sqrt(net.Parameters().Sum(static p => p.Square().Sum().Item())), 1e-12);
        Assert.Equal(6, history["gradient norm/Layers.0.Bias"].Count);
        Assert.True(history.Last("step/seconds") > history["step/seconds"][0].Value);
    }

    [Fact]
    public void A_log_has_a_row_for_each_epoch()
    {
        string path = Path.Combine(folder, "logs", "log.csv");
        var net = Toy.Net();
        var trainer = new Trainer(net, new SGD(net.Parameters(), 0), Loss.CrossEntropy) { Callbacks = [new CsvLog(path)], ValidateEvery = 2, Metrics = [new Accuracy()] };
        var history = trainer.Fit(new DataLoader(Toy.Points(), 48), new DataLoader(Toy.Points(8, 2)), epochs: 3);
        string[] lines = File.ReadAllLines(path);
        Assert.Equal("epoch,step,train/loss,train/accuracy,learning rate,validation/loss,validation/accuracy", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^1,2,0\.\d+,0\.\d+,0,,$", lines[1]);
        Assert.Matches(@"^3,6,0\.\d+,0\.\d+,0,[\d.]+,[\d.]+$", lines[3]);
        Assert.Equal(history.ToCsv(), File.ReadAllText(path));
        trainer.Fit(new DataLoader(Toy.Points(), 48), epochs: 1);
        Assert.Equal(5, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Callbacks_come_in_their_order_and_hear_of_everything()
    {
        var heard = new List<string>();
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new Ear("b", 1, heard), new Ear("a", 0, heard)] };
        trainer.Fit(new DataLoader(Toy.Points(), 96), new DataLoader(Toy.Points()), epochs: 1);
        Assert.Equal("a start, b start, a epoch, b epoch, a gradients, b gradients, a step, b step, a validation, b validation, a end, b end, a over, b over", string.Join(", ", heard));
        heard.Clear();
        var failing = new Trainer(net, Toy.Momentum(net), static (_, _) => throw new TimeoutException()) { Callbacks = [new Ear("a", 0, heard)] };
        Assert.Throws<TimeoutException>(() => failing.Fit(new DataLoader(Toy.Points(), 96)));
        Assert.Equal("a start, a epoch, a TimeoutException", string.Join(", ", heard));
    }

    private sealed class Ear(string name, int order, List<string> heard) : Callback
    {
        public override int Order => order;

        public override void OnFitStart(Trainer trainer) => heard.Add($"{name} start");

        public override void OnEpochStart(Trainer trainer) => heard.Add($"{name} epoch");

        public override void OnGradients(Trainer trainer) => heard.Add($"{name} gradients");

        public override void OnStepEnd(Trainer trainer) => heard.Add($"{name} step");

        public override void OnValidationEnd(Trainer trainer) => heard.Add($"{name} validation");

        public override void OnEpochEnd(Trainer trainer) => heard.Add($"{name} end");

        public override void OnFitEnd(Trainer trainer) => heard.Add($"{name} over");

        public override void OnFailure(Trainer trainer, Exception reason) => heard.Add($"{name} {reason.GetType().Name}");
    }
}
