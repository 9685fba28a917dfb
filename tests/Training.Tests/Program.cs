using AutoGrad.Data;
using AutoGrad.Interop;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>What the tests start to kill it: a training that saves after every step, and goes on from what it finds.</summary>
internal static class Program
{
    public const int Epochs = 8, Steps = 12 * Epochs;

    public static void Main(string[] arguments)
    {
        var (trainer, train, test) = Run(2, [new Checkpoints(arguments[0], everySteps: 1), new CsvLog(Path.Combine(arguments[0], "log.csv")), new Said()]);
        Console.WriteLine("started");
        trainer.Fit(train, test, Epochs, resumeFrom: arguments[0]);
        trainer.ToCheckpoint().Save(Path.Combine(arguments[0], "final.checkpoint"));
        Console.WriteLine("done");
    }

    /// <summary>A training in which everything is that has a state.</summary>
    public static (Trainer Trainer, DataLoader Train, DataLoader Test) Run(params Callback[] others) => Run(0, others);

    public static (Trainer Trainer, DataLoader Train, DataLoader Test) Run(int workers, params Callback[] others)
    {
        var net = Toy.Net(dropout: 0.3);
        var optimizer = new Adam(net.Parameters(), 0.02);
        var trainer = new Trainer(net, optimizer, Loss.CrossEntropy)
        {
            Seed = 17,
            Metrics = [new Accuracy(), new Auc(), new F1()],
            Schedule = new OneCycleLR(0.05, Steps),
            SchedulePerStep = true,
            ClipNorm = 0.5,
            AccumulateBatches = 2,
            ValidateEverySteps = 5,
            Callbacks =
            [
                new EarlyStopping(patience: 30), new StopWhenFlat(1e-9), new HistoryRecorder(gradientNorms: true),
                new ReduceOnPlateau(new ReduceLROnPlateau(optimizer, patience: 1000)), .. others,
            ],
        };
        return (trainer, new DataLoader(Toy.Points(), 4, shuffle: true, Generator.Seeded(23)) { Workers = workers }, new DataLoader(Toy.Points(40, seed: 9), 16));
    }

    private sealed class Said : Callback
    {
        public override void OnStepEnd(Trainer trainer) => Console.WriteLine(trainer.Step);
    }
}
