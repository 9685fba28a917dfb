using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>What a trainer does is what a loop of one's own does.</summary>
public class TrainerTests
{
    private static readonly TensorDataset Train = Toy.Points(), Test = Toy.Points(40, seed: 9);

    [Fact]
    public void It_is_the_loop_to_the_bit()
    {
        var (mine, theirs) = (Toy.Net(0.2), Toy.Net(0.2));
        var optimizer = Toy.Momentum(mine);
        Generator.Default.Reseed(11);
        var loader = new DataLoader(Train, 16, shuffle: true, Generator.Seeded(4));
        for (int epoch = 0; epoch < 3; epoch++)
            foreach (var (x, y) in loader)
            {
                optimizer.ZeroGrad();
                Loss.CrossEntropy(mine.Forward(x), y).Backward();
                optimizer.Step();
            }

        var trainer = new Trainer(theirs, Toy.Momentum(theirs), Loss.CrossEntropy) { Seed = 11, Metrics = [new Accuracy(), new ConfusionMatrix()] };
        trainer.Fit(new DataLoader(Train, 16, shuffle: true, Generator.Seeded(4)), new DataLoader(Test, 16), epochs: 3);
        Assert.Equal(Toy.Bits(mine), Toy.Bits(theirs));
        Assert.Equal((3, 18L), (trainer.Epoch, trainer.Step));
        Assert.True(theirs.IsTraining);
    }

    [Fact]
    public void The_history_has_exact_means_over_items()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, new SGD(net.Parameters(), 0), Loss.CrossEntropy) { Metrics = [new Accuracy()] };
        var history = trainer.Fit(new DataLoader(Train, 36), new DataLoader(Test, 7), epochs: 2);
        Assert.Equal(["train/loss", "train/accuracy", "validation/loss", "validation/accuracy", "learning rate"], history.Names);
        Assert.Equal([new(3, 1, 0), new Measurement(6, 2, 0)], history["learning rate"]);
        using (Autodiff.NoGrad())
        {
            net.Eval();
            var predictions = net.Forward(Test.Inputs);
            Assert.Equal(Loss.CrossEntropy(predictions, Test.Targets).Item(), history.Last("validation/loss"), 1e-12);
            Assert.Equal(new Accuracy().Of(predictions, Test.Targets), history.Last("validation/accuracy"));
        }
        var evaluation = trainer.Evaluate(Test);
        Assert.Equal(history.Last("validation/loss"), evaluation.Loss, 1e-12);
        Assert.Equal(history.Last("validation/accuracy"), evaluation["accuracy"]);
        Assert.StartsWith("loss 0.", evaluation.ToString());
        Assert.Throws<KeyNotFoundException>(() => evaluation["F1"]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(100)]
    public void Gradients_of_several_batches_are_those_of_their_items_together(int batches)
    {
        // The sizes differ, and the last step has fewer batches.
        (Tensor, Tensor)[] small = [.. Enumerable.Range(0, 24).SelectMany(i => Parts(4 * i))];
        (Tensor, Tensor)[] large = [.. small.Chunk(batches).Select(static chunk =>
            (Tensor.Cat([.. chunk.Select(static b => b.Item1)]), Tensor.Cat([.. chunk.Select(static b => b.Item2)])))];
        Sequential Plain() => new Sequential([new Linear(2, 8, generator: Generator.Seeded(1)), Activation.Tanh(), new Linear(8, 2, generator: Generator.Seeded(2))]).To(DType.Float64);
        var (a, b) = (Plain(), Plain());
        var together = new Trainer(a, Toy.Momentum(a), Loss.CrossEntropy) { Metrics = [new Accuracy()] };
        var apart = new Trainer(b, Toy.Momentum(b), Loss.CrossEntropy) { Metrics = [new Accuracy()], AccumulateBatches = batches, ClipNorm = 100 };
        together.Fit(large, epochs: 2);
        apart.Fit(small, epochs: 2);
        Assert.Equal(together.Step, apart.Step);
        Assert.Equal(2 * ((small.Length + batches - 1) / batches), apart.Step);
        foreach (var (one, other) in a.Parameters().Zip(b.Parameters()))
            Assert.True((one - other).Abs().Max().Item() < 1e-13);
        Assert.Equal(together.History.Last("train/loss"), apart.History.Last("train/loss"), 1e-13);
        Assert.Equal(together.History.Last("train/accuracy"), apart.History.Last("train/accuracy"));

        static (Tensor, Tensor)[] Parts(int start) => [(Train.Inputs[start..(start + 1)], Train.Targets[start..(start + 1)]),
            (Train.Inputs[(start + 1)..(start + 4)], Train.Targets[(start + 1)..(start + 4)])];
    }

    [Fact]
    public void Line_searches_call_the_closure()
    {
        var net = new Linear(2, 1, generator: Generator.Seeded(1)).To(DType.Float64);
        var data = new TensorDataset(Train.Inputs, Train.Inputs.MatMul(Tensor.Of([[2.0], [-3.0]])) + 1);
        var trainer = new Trainer(net, new LBFGS(net.Parameters(), lineSearch: LineSearch.StrongWolfe), Loss.Mse) { Metrics = [new R2()] };
        trainer.Fit(new DataLoader(data, 96), epochs: 5);
        Assert.Equal(1, trainer.Evaluate(data)["R²"], 1e-9);
        Assert.Equal(5, trainer.Step);
    }

    [Fact]
    public void Schedules_go_per_epoch_or_per_step()
    {
        foreach (bool perStep in new[] { false, true })
        {
            var net = Toy.Net();
            var rates = new Rates();
            new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Schedule = new ExponentialLR(0.5), SchedulePerStep = perStep, Callbacks = [rates] }
                .Fit(new DataLoader(Train, 32), epochs: 2);
            Assert.Equal(perStep ? [0.1, 0.05, 0.025, 0.0125, 0.00625, 0.003125] : [0.1, 0.1, 0.1, 0.05, 0.05, 0.05], rates.Seen);
        }
    }

    [Fact]
    public void Gradients_are_clipped_before_the_step()
    {
        var net = Toy.Net();
        var clip = new ClipGradients(norm: 0.01);
        var norms = new Norms();
        new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [clip, norms] }.Fit(new DataLoader(Train, 32), epochs: 1);
        Assert.All(norms.Seen, static norm => Assert.InRange(norm, 0.00999, 0.01));
        Assert.True(clip.LastNorm > 0.01);
        var other = Toy.Net();
        norms.Seen.Clear();
        new Trainer(other, Toy.Momentum(other), Loss.CrossEntropy) { ClipNorm = 0.02, ClipValue = 1, Callbacks = [norms] }.Fit(new DataLoader(Train, 32), epochs: 1);
        Assert.All(norms.Seen, static norm => Assert.InRange(norm, 0.01999, 0.02));
    }

    [Fact]
    public void Predictions_are_those_of_the_model_in_use_and_the_modes_stay()
    {
        var net = Toy.Net(dropout: 0.5);
        net.Layers[1].Eval(); // Statistics that are kept while the rest trains.
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy);
        var all = trainer.Predict(Test.Inputs);
        Assert.True((all - trainer.Predict(Test.Inputs, batchSize: 7)).Abs().Max().Item() < 1e-13);
        Assert.True((all - trainer.Predict(new DataLoader(Test, 9))).Abs().Max().Item() < 1e-13);
        Assert.False(all.RequiresGrad);
        Assert.Equal([40, 2], all.Shape);
        Assert.True(net.IsTraining && net.Layers[0].IsTraining && !net.Layers[1].IsTraining && net.Layers[3].IsTraining);
        trainer.Fit(new DataLoader(Train, 32), new DataLoader(Test), epochs: 1);
        Assert.True(net.Layers[3].IsTraining && !net.Layers[1].IsTraining);
    }

    [Fact]
    public void A_call_that_follows_goes_on()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy);
        Assert.Same(trainer.Fit(new DataLoader(Train, 32), epochs: 2), trainer.Fit(Train, Test, epochs: 1, batchSize: 48));
        Assert.Equal([(3, 1), (6, 2), (8, 3)], trainer.History["train/loss"].Select(static one => ((int)one.Step, one.Epoch)));
    }

    [Fact]
    public void Models_that_are_called_in_other_ways_are_trained_too()
    {
        var lstm = new LSTM(3, 2, batchFirst: true);
        (Tensor, Tensor)[] batches = [(Tensor.Randn([4, 5, 3], Generator.Seeded(1)), Tensor.Zeros([4, 5, 2]))];
        var trainer = new Trainer(lstm, x => lstm.Call(x).Output, new Adam(lstm.Parameters(), 0.05), Loss.Mse);
        var history = trainer.Fit(batches, epochs: 20);
        Assert.True(history.Last("train/loss") < 0.5 * history["train/loss"][0].Value);
    }

    [Fact]
    public void Validation_between_steps_leaves_the_epoch_as_it_was()
    {
        var (a, b) = (Toy.Net(), Toy.Net());
        var often = new Trainer(a, Toy.Momentum(a), Loss.CrossEntropy) { Metrics = [new Accuracy(), new Auc(), new F1()], ValidateEverySteps = 2, ValidateEvery = 2 };
        var once = new Trainer(b, Toy.Momentum(b), Loss.CrossEntropy) { Metrics = [new Accuracy(), new Auc(), new F1()] };
        often.Fit(new DataLoader(Train, 16), new DataLoader(Test), epochs: 3);
        once.Fit(new DataLoader(Train, 16), new DataLoader(Test), epochs: 3);
        Assert.Equal(Toy.Bits(a), Toy.Bits(b));
        foreach (string name in once.History.Names.Where(static name => name.StartsWith("train/")))
            Assert.Equal(once.History[name], often.History[name]);
        Assert.Equal([2L, 4, 6, 8, 10, 12, 12, 14, 16, 18, 18], often.History["validation/loss"].Select(static one => one.Step));
    }

    [Fact]
    public void Metrics_of_one_kind_have_names_of_their_own()
    {
        var net = Toy.Net();
        Metric[] alike = [new F1(Average.Macro), new ConfusionMatrix(), new F1(Average.Weighted)];
        Assert.Contains("two metrics are called F1",
            Assert.Throws<ArgumentException>(() => new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Metrics = alike }).Message);
        Assert.Throws<ArgumentException>(() => Evaluation.Of(net, new DataLoader(Test, 16), Loss.CrossEntropy, alike));
        Assert.Throws<ArgumentException>(() => new Recall(name: ""));
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Metrics = [alike[0], new F1(Average.Weighted, name: "weighted F1")] };
        Assert.Equal(["train/loss", "train/F1", "train/weighted F1", "learning rate"], trainer.Fit(Train, epochs: 1).Names);
        Assert.Equal(["F1", "weighted F1"], trainer.Evaluate(Test).Metrics.Keys);
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), static (p, t) => p);
        Assert.Contains("single number", Assert.Throws<ShapeException>(() => trainer.Fit(new DataLoader(Train, 8))).Message);
        var good = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy);
        var once = new Queue<(Tensor, Tensor)>([(Train.Inputs, Train.Targets)]);
        Assert.Contains("only once", Assert.Throws<ArgumentException>(() => good.Fit(Once(once), epochs: 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => good.Fit(Train, epochs: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { AccumulateBatches = 0 });
        Assert.Throws<ArgumentException>(() => new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [null!] });
        Assert.Contains("SGD moves none of the parameters of the Sequential",
            Assert.Throws<ArgumentException>(() => new Trainer(net, Toy.Momentum(Toy.Net()), Loss.CrossEntropy)).Message);
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));

        static IEnumerable<(Tensor, Tensor)> Once(Queue<(Tensor, Tensor)> queue)
        {
            while (queue.TryDequeue(out var batch))
                yield return batch;
        }
    }

    [Fact]
    public void Cancelling_ends_it_after_a_step_and_it_can_go_on()
    {
        var net = Toy.Net();
        using var source = new CancellationTokenSource();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new CancelAt(8, source)] };
        var history = trainer.Fit(new DataLoader(Train, 16), new DataLoader(Test), epochs: 5, source.Token);
        Assert.Equal((true, 8L, 2, 2), (trainer.IsCancelled, trainer.Step, trainer.Epoch, trainer.Batch));
        Assert.Single(history["train/loss"]);
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));
        Assert.True(net.Parameters().All(static p => double.IsFinite(p.Sum().Item())));
        trainer.Fit(new DataLoader(Train, 16), epochs: 1);
        Assert.Equal((false, 14L, 3), (trainer.IsCancelled, trainer.Step, trainer.Epoch));
    }

    [Fact]
    public void A_loader_with_the_same_token_ends_it_too()
    {
        var net = Toy.Net();
        using var source = new CancellationTokenSource();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new CancelAt(4, source)], AccumulateBatches = 2 };
        trainer.Fit(new DataLoader(Train, 4) { Cancellation = source.Token, Workers = 1 }, epochs: 3, cancellationToken: source.Token);
        Assert.Equal((true, 4L, 8), (trainer.IsCancelled, trainer.Step, trainer.Batch));
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(new DataLoader(Train, 4) { Cancellation = source.Token }));
    }

    private sealed class Rates : Callback
    {
        public List<double> Seen { get; } = [];

        public override void OnGradients(Trainer trainer) => Seen.Add(trainer.Optimizer.LearningRate);
    }

    private sealed class Norms : Callback
    {
        public List<double> Seen { get; } = [];

        public override void OnGradients(Trainer trainer) => Seen.Add(GradientClipping.GlobalNorm(trainer.Model.Parameters()));
    }

    private sealed class CancelAt(long step, CancellationTokenSource source) : Callback
    {
        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Step == step)
                source.Cancel();
        }
    }
}
