namespace AutoGrad.Optim;

/// <summary>The way to the constant rate of stochastic weight averaging; follow it from the step on where averaging begins.</summary>
public sealed record SWALR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="rate">The rate at the end.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <param name="shape">How the rate gets there.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public SWALR(double rate, int steps = 10, Anneal shape = Anneal.Cosine)
    {
        Rate = Hyper.NonNegative(rate, nameof(rate));
        Steps = Hyper.AtLeast(0, steps, nameof(steps));
        Shape = shape;
    }

    /// <summary>The rate at the end.</summary>
    public double Rate { get; }

    /// <summary>How many steps it takes.</summary>
    public int Steps { get; }

    /// <summary>How the rate gets there.</summary>
    public Anneal Shape { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => Shape.Between(start, Rate, step >= Steps ? 1 : (double)step / Steps);
}
