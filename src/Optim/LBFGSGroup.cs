namespace AutoGrad.Optim;

/// <summary>How <see cref="LBFGS"/> finds how far to go.</summary>
public enum LineSearch
{
    /// <summary>Not at all: by the learning rate.</summary>
    None,

    /// <summary>So that the loss has decreased enough and its slope flattened enough, the strong Wolfe conditions.</summary>
    StrongWolfe,
}

/// <summary>The parameters and numbers of <see cref="LBFGS"/>.</summary>
public sealed class LBFGSGroup : ParameterGroup
{
    internal LBFGSGroup()
    {
    }

    /// <summary>How many iterations a step makes at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxIterations { get; set => field = Hyper.AtLeast(1, value, nameof(MaxIterations)); }

    /// <summary>After how many calls of the closure a step ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxEvaluations { get; set => field = Hyper.AtLeast(1, value, nameof(MaxEvaluations)); }

    /// <summary>A step ends where no element of the gradient exceeds this.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double GradientTolerance { get; set => field = Hyper.NonNegative(value, nameof(GradientTolerance)); }

    /// <summary>A step ends where neither the loss nor any parameter changes by more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double ChangeTolerance { get; set => field = Hyper.NonNegative(value, nameof(ChangeTolerance)); }

    /// <summary>How many differences are remembered.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int HistorySize { get; set => field = Hyper.AtLeast(1, value, nameof(HistorySize)); }

    /// <summary>How lengths are found.</summary>
    public LineSearch LineSearch { get; set; }

    internal override void Validate()
    {
        if (DecoupledDecay && WeightDecay > 0)
            throw new ArgumentException(
                "LBFGS: weights cannot decay beside its steps, which are made of one loss and its curvature. Leave DecoupledDecay off; " +
                "WeightDecay is then part of that loss.");
    }

    private protected override void Own(Options options)
    {
        MaxIterations = (int)options.Number("maxIterations", MaxIterations);
        MaxEvaluations = (int)options.Number("maxEvaluations", MaxEvaluations);
        GradientTolerance = options.Number("gradientTolerance", GradientTolerance);
        ChangeTolerance = options.Number("changeTolerance", ChangeTolerance);
        HistorySize = (int)options.Number("historySize", HistorySize);
        LineSearch = options.Choice("lineSearch", LineSearch, LineSearch.None);
    }
}
