namespace AutoGrad.Optim;

/// <summary>
/// A learning rate as a function of time: pure, so it can be drawn, combined and taken up anywhere. <see cref="For(Optimizer, int)"/> makes an
/// optimizer follow it: <c>var schedule = new CosineAnnealingLR(50).For(optimizer); … schedule.Step();</c> A step is whatever the caller makes it,
/// an epoch or a batch. The names are PyTorch's.
/// </summary>
public abstract record Schedule
{
    /// <summary>The learning rate after some steps.</summary>
    /// <param name="step">How many steps; 0 at the start.</param>
    /// <param name="start">The learning rate that the optimizer was given.</param>
    public abstract double RateAt(int step, double start);

    /// <summary>The momentum (beta1 of Adam and its kind) after some steps; null where the schedule leaves it alone.</summary>
    /// <param name="step">How many steps; 0 at the start.</param>
    /// <param name="start">The momentum that the optimizer was given.</param>
    public virtual double? MomentumAt(int step, double start) => null;

    /// <summary>Makes all groups of an optimizer follow this schedule, each from its own learning rate; the rate for step 0 is set now.</summary>
    /// <param name="optimizer">Whose learning rates to set.</param>
    /// <param name="every">How many calls of Step make one step of the schedule: the batches of an epoch, for a schedule in epochs that is stepped
    /// after each batch.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is less than 1, or the schedule gives a rate that is negative or not
    /// finite.</exception>
    /// <exception cref="ArgumentException">The schedule sets the momentum, and the optimizer has none.</exception>
    public Scheduler For(Optimizer optimizer, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return new(this, () => optimizer.Groups, every);
    }

    /// <summary>Makes one group follow this schedule.</summary>
    /// <param name="group">Whose learning rate to set.</param>
    /// <param name="every">How many calls of Step make one step of the schedule.</param>
    /// <inheritdoc cref="For(Optimizer, int)" path="/exception"/>
    public Scheduler For(ParameterGroup group, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(group);
        ParameterGroup[] groups = [group];
        return new(this, () => groups, every);
    }
}

/// <summary>The shape of a change from one value to another.</summary>
public enum Anneal
{
    /// <summary>Half a wave of the cosine, flat at both ends.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,
}

internal static class Annealing
{
    /// <summary>What lies between two values, at a share of the way.</summary>
    public static double Between(this Anneal shape, double from, double to, double share) => shape == Anneal.Linear
        ? from + (to - from) * share
        : to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
}
