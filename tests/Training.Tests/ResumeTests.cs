using System.Diagnostics;
using AutoGrad.Data;
using AutoGrad.Interop;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>A training that goes on from a checkpoint ends with the bits of one that was never interrupted.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly Lazy<(string Bits, string History)> whole = new(static () =>
    {
        var (trainer, train, test) = Program.Run();
        trainer.Fit(train, test, Program.Epochs);
        return (Toy.Bits(trainer.Model), Toy.Text(trainer.History));
    });

    private readonly string folder = Directory.CreateTempSubdirectory("autograd").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(5)] // Where it validates between steps.
    [InlineData(7)]
    [InlineData(12)] // After the last step of an epoch.
    [InlineData(41)]
    public void From_any_step_it_goes_on_to_the_same_bits(int step)
    {
        var (first, train, test) = Program.Run(new SaveAt(step, Path.Combine(folder, "run.checkpoint")));
        first.Fit(train, test, Program.Epochs);
        Assert.Equal(whole.Value, (Toy.Bits(first.Model), Toy.Text(first.History)));
        Generator.Default.Reseed(99);
        var (second, again, tests) = Program.Run();
        second.Fit(again, tests, Program.Epochs, resumeFrom: Path.Combine(folder, "run.checkpoint"));
        Assert.Equal(whole.Value, (Toy.Bits(second.Model), Toy.Text(second.History)));
    }

    [Fact]
    public void A_sampler_that_draws_by_itself_goes_on_too_and_what_was_done_is_not_loaded_again()
    {
        string path = Path.Combine(folder, "run.checkpoint");
        (string Bits, int Asked) Run(string? from, params Callback[] callbacks)
        {
            var (net, points) = (Toy.Net(), new Counting(Toy.Points(count: 40)));
            var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = callbacks };
            var loader = new DataLoader(points, new RandomSampler(40, generator: Generator.Seeded(from is null ? 8 : 9)), batchSize: 4);
            trainer.Fit(loader, epochs: 2, resumeFrom: from);
            return (Toy.Bits(net), points.Asked);
        }
        var (bits, asked) = Run(null, new SaveAt(17, path));
        var other = Toy.Net();
        Assert.Contains("there are 1 generators, with the default one, and the checkpoint has 2", Assert.Throws<InvalidOperationException>(() => new Trainer(
            other, Toy.Momentum(other), Loss.CrossEntropy).Fit(new DataLoader(Toy.Points(40), 4), epochs: 2, resumeFrom: path)).Message);
        Assert.Equal((bits, 80), Run(null));
        Assert.Equal((bits, 16), Run(path)); // The batch before the three that are left draws the order.
        Assert.Equal(80, asked);
    }

    [Fact]
    public void Cancelled_it_goes_on_to_the_same_bits_as_often_as_one_likes()
    {
        for (int i = 0; ; i++)
        {
            using var source = new CancellationTokenSource();
            var (trainer, train, test) = Program.Run(new Checkpoints(folder, everyEpochs: 0), new CancelAfter(37, source));
            trainer.Fit(train, test, Program.Epochs, source.Token, folder);
            if (!trainer.IsCancelled)
            {
                Assert.Equal(whole.Value, (Toy.Bits(trainer.Model), Toy.Text(trainer.History)));
                Assert.Equal(Program.Steps / 37, i);
                return;
            }
        }
    }

    [Fact]
    public void A_finished_run_has_nothing_to_go_on_with_and_more_epochs_go_on()
    {
        var (first, train, test) = Program.Run(new Checkpoints(folder, keep: 2));
        first.Fit(train, test, 4);
        Assert.Equal(["best.safetensors", "step-000000036.checkpoint", "step-000000048.checkpoint"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        var (second, again, tests) = Program.Run(new Checkpoints(folder, keep: 2));
        second.Fit(again, tests, 4, resumeFrom: folder);
        Assert.Equal((Toy.Bits(first.Model), Toy.Text(first.History)), (Toy.Bits(second.Model), Toy.Text(second.History)));
        var (third, more, others) = Program.Run(new Checkpoints(folder, keep: 2));
        third.Fit(more, others, Program.Epochs, resumeFrom: folder);
        Assert.Equal(whole.Value, (Toy.Bits(third.Model), Toy.Text(third.History)));
        var best = Toy.Net();
        best.Load(Path.Combine(folder, "best.safetensors"));
        Assert.Equal(whole.Value.Bits, Toy.Bits(best)); // Early stopping restored the same.
    }

    [Fact]
    public void What_does_not_fit_is_told_and_nothing_is_changed()
    {
        string path = Path.Combine(folder, "run.checkpoint");
        var (first, train, test) = Program.Run(new SaveAt(7, path));
        first.Fit(train, test, 1);

        var net = Toy.Net();
        string before = Toy.Bits(net);
        var fewer = new Trainer(net, new Adam(net.Parameters()), Loss.CrossEntropy);
        Assert.Contains("neither callbacks nor metrics", Assert.Throws<InvalidOperationException>(() => fewer.Restore(Checkpoint.Load(path))).Message);
        var (other, _, _) = Program.Run();
        Assert.Throws<InvalidOperationException>(() => other.Restore(new Checkpoint()));
        var linear = new Linear(2, 2);
        var narrow = new Trainer(linear, new Adam(linear.Parameters()), Loss.CrossEntropy) { Metrics = first.Metrics, Callbacks = first.Callbacks, Schedule = first.Schedule };
        Assert.Throws<StateDictException>(() => narrow.Restore(Checkpoint.Load(path)));
        var wrong = new Trainer(net, new SGD(net.Parameters(), 0.1), Loss.CrossEntropy) { Metrics = first.Metrics, Callbacks = first.Callbacks, Schedule = first.Schedule };
        Assert.Throws<SavedStateException>(() => wrong.Restore(Checkpoint.Load(path)));
        string told = Assert.Throws<InvalidOperationException>(() => wrong.Fit(train, epochs: 2, resumeFrom: path)).Message;
        Assert.StartsWith($"Fit: the training cannot go on from {path}. LoadStateDict: the state does not fit SGD", told);
        Assert.EndsWith($"delete {path}.", told);
        Assert.Equal((before, 0L), (Toy.Bits(net), wrong.Step));
        var (third, _, tests) = Program.Run();
        Assert.Contains("same data and batch size", Assert.Throws<InvalidOperationException>(
            () => third.Fit(new DataLoader(Toy.Points(), 8), tests, 2, resumeFrom: path)).Message);
        Assert.Throws<InvalidOperationException>(() => new Trainer(net, new Adam(net.Parameters()), Loss.CrossEntropy) { Callbacks = [new SaveTooEarly()] }.Fit(train));
    }

    /// <summary>AUTOGRAD_KILLS asks for more of them.</summary>
    [Fact]
    public void Killed_at_any_moment_it_goes_on_to_the_same_bits()
    {
        int wanted = int.TryParse(Environment.GetEnvironmentVariable("AUTOGRAD_KILLS"), out int number) ? number : 3;
        var random = new Random(1);
        for (int kills = 0, runs = 0; kills < wanted; runs++)
        {
            string run = Path.Combine(folder, $"{runs}");
            for (; Killed(run, random.Next(4, 60), random.NextDouble() * 5); kills++)
                if (Checkpoints.Newest(run) is { } newest)
                    Assert.InRange((long)Checkpoint.Load(newest).Values["step"]!, 1, Program.Steps);
            var (trainer, _, _) = Program.Run();
            trainer.Restore(Checkpoint.Load(Path.Combine(run, "final.checkpoint")));
            Assert.Equal(whole.Value, (Toy.Bits(trainer.Model), Toy.Text(trainer.History)));
            Assert.Equal(trainer.History.ToCsv(), File.ReadAllText(Path.Combine(run, "log.csv")));
        }
    }

    /// <summary>Starts a training and kills it some steps and some milliseconds later, unless it comes to its end.</summary>
    private static bool Killed(string run, int lines, double milliseconds)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { typeof(Program).Assembly.Location, run },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string? line = "";
        for (int i = 0; i < lines && line is not (null or "done"); i++)
            line = process.StandardOutput.ReadLine();
        var wait = Stopwatch.StartNew();
        while (wait.Elapsed.TotalMilliseconds < milliseconds)
            Thread.SpinWait(100);
        process.Kill();
        for (; line is not null and not "done"; line = process.StandardOutput.ReadLine())
        {
        }
        process.WaitForExit();
        Assert.True(line == "done" || process.ExitCode == 137, $"The training ended by itself, with {process.ExitCode}.");
        return line != "done";
    }

    /// <summary>Counts the items that are asked for.</summary>
    private sealed class Counting(Dataset source) : Dataset
    {
        public int Asked { get; private set; }

        public override int Count => source.Count;

        public override (Tensor Inputs, Tensor Targets) this[int item]
        {
            get
            {
                Asked++;
                return source[item];
            }
        }
    }

    private sealed class SaveAt(long step, string path) : Callback
    {
        public override int Order => int.MaxValue;

        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Step == step)
                trainer.ToCheckpoint().Save(path);
        }
    }

    private sealed class SaveTooEarly : Callback
    {
        public override void OnGradients(Trainer trainer) => trainer.ToCheckpoint();
    }

    private sealed class CancelAfter(int steps, CancellationTokenSource source) : Callback
    {
        private int seen;

        public override void OnStepEnd(Trainer trainer)
        {
            if (++seen == steps)
                source.Cancel();
        }
    }
}
