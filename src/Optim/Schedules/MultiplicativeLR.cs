namespace AutoGrad.Optim;

/// <summary>start·factor(1)⋯factor(step), for a function of one's own.</summary>
public sealed record MultiplicativeLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="factor">What a step multiplies the rate by.</param>
    public MultiplicativeLR(Func<int, double> factor) =>
        Factor = factor ?? throw new ArgumentNullException(nameof(factor));

    /// <summary>What a step multiplies the rate by.</summary>
    public Func<int, double> Factor { get; }

    private Tuple<int, double> latest = new(0, 1); // Steps come one after another, so that each need not begin at the first.

    /// <inheritdoc/>
    public override double RateAt(int step, double start)
    {
        var (at, product) = latest.Item1 <= step ? latest : new(0, 1);
        while (at < step)
            product *= Factor(++at);
        latest = new(at, product);
        return start * product;
    }
}
