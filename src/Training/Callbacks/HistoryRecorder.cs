using System.Diagnostics;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// Notes more than a trainer does by itself, every so many steps: <c>step/loss</c>, <c>step/learning rate</c>, and, where asked for, <c>step/gradient
/// norm</c> before clipping and <c>step/weight norm</c>, all together and of each parameter (<c>gradient norm/Hidden.Weight</c>), and
/// <c>step/seconds</c> since the start of Fit.
/// </summary>
public sealed class HistoryRecorder : Callback
{
    private readonly Stopwatch clock = new();
    private Tensor[] parameters = [];
    private string[] names = [];
    private double secondsBefore, rate;
    private double[] norms = [];

    /// <summary>A recorder.</summary>
    /// <param name="every">Every how many steps.</param>
    /// <param name="gradientNorms">Whether to note norms of gradients.</param>
    /// <param name="weightNorms">Whether to note norms of weights.</param>
    /// <param name="perParameter">Whether to note them of each parameter too.</param>
    /// <param name="seconds">Whether to note the time, which no two runs have alike.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than every step.</exception>
    public HistoryRecorder(int every = 1, bool gradientNorms = false, bool weightNorms = false, bool perParameter = false, bool seconds = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        (Every, GradientNorms, WeightNorms, PerParameter, Seconds) = (every, gradientNorms, weightNorms, perParameter, seconds);
    }

    /// <summary>Every how many steps.</summary>
    public int Every { get; }

    /// <summary>Whether norms of gradients are noted.</summary>
    public bool GradientNorms { get; }

    /// <summary>Whether norms of weights are noted.</summary>
    public bool WeightNorms { get; }

    /// <summary>Whether those of each parameter are noted too.</summary>
    public bool PerParameter { get; }

    /// <summary>Whether the time is noted.</summary>
    public bool Seconds { get; }

    /// <summary>It comes early, so that gradients are seen before they are clipped and rates before they are changed.</summary>
    public override int Order => -100;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        parameters = trainer.OptimizedParameters();
        names = [.. parameters.Select(trainer.NameOf)];
        secondsBefore = trainer.History["step/seconds"] is [.., var last] ? last.Value : 0;
        clock.Restart();
    }

    /// <inheritdoc/>
    public override void OnGradients(Trainer trainer)
    {
        if ((trainer.Step + 1) % Every != 0)
            return;
        rate = trainer.Optimizer.LearningRate;
        if (GradientNorms)
            norms = Array.ConvertAll(parameters, static parameter => GradientClipping.GlobalNorm([parameter]));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (trainer.Step % Every != 0)
            return;
        Note("step/loss", trainer.StepLoss);
        Note("step/learning rate", rate);
        if (GradientNorms)
            NoteNorms("gradient norm", norms);
        if (WeightNorms)
            NoteNorms("weight norm", Array.ConvertAll(parameters, static parameter => Norm(parameter)));
        if (Seconds)
            Note("step/seconds", secondsBefore + clock.Elapsed.TotalSeconds);

        void Note(string name, double value) => trainer.History.Add(name, value, trainer.Step, trainer.Epoch);

        void NoteNorms(string what, double[] values)
        {
            Note($"step/{what}", Math.Sqrt(values.Sum(static norm => norm * norm)));
            for (int i = 0; PerParameter && i < values.Length; i++)
                Note($"{what}/{names[i]}", values[i]);
        }
    }

    private static double Norm(Tensor parameter) => Math.Sqrt(parameter.Detach().To(DType.Float64).Square().Sum().Item());
}
