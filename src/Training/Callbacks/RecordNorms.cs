namespace AutoGrad.Training;

/// <summary>Notes the norms of all parameters and of their gradients, before they are clipped, in the history, from which reports draw them.</summary>
public sealed class RecordNorms : Callback
{
    /// <summary>A callback that notes norms.</summary>
    /// <param name="everySteps">Every how many steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public RecordNorms(int everySteps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everySteps, 1);
        EverySteps = everySteps;
    }

    /// <summary>Every how many steps.</summary>
    public int EverySteps { get; }

    /// <summary>Before those that change gradients.</summary>
    public override int Order => -50;

    /// <inheritdoc/>
    public override void OnGradients(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.Step % EverySteps == 0)
            trainer.History.AddNorms(trainer.Model, trainer.Step, trainer.Epoch);
    }
}
