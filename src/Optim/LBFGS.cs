using System.Numerics.Tensors;

namespace AutoGrad.Optim;

/// <summary>
/// L-BFGS: steps along −H·g, where H, an estimate of the inverse Hessian, comes from the last differences of points and of gradients (two-loop
/// recursion), for small, smooth problems whose loss is the same function at every call. Each step makes several iterations, and calls the closure
/// for each. Nocedal, 1980; PyTorch's defaults and stopping rules. It works in Float64 whatever the parameters are, and has one group.
/// </summary>
public sealed class LBFGS : Optimizer<LBFGSGroup>
{
    private readonly int count;
    private readonly Queue<(double[] Step, double[] Change, double Inverse)> history = [];
    private double[] direction, gradient, previousGradient, point;
    private double[]? alphas;
    private double scale = 1, rate, previousLoss;
    private long iterations, evaluations;

    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far along the direction to go, or with a line search to look first.</param>
    /// <param name="maxIterations">How many iterations a step makes at most.</param>
    /// <param name="maxEvaluations">How many times a step calls the closure, about; 5/4 of the iterations if left out.</param>
    /// <param name="gradientTolerance">A step ends where no element of the gradient exceeds this.</param>
    /// <param name="changeTolerance">A step ends where neither the loss nor any parameter changes by more.</param>
    /// <param name="historySize">How many differences are remembered.</param>
    /// <param name="lineSearch">How lengths are found.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a count less than 1.</exception>
    public LBFGS(
        IEnumerable<Tensor> parameters, double learningRate = 1, int maxIterations = 20, int? maxEvaluations = null,
        double gradientTolerance = 1e-7, double changeTolerance = 1e-9, int historySize = 100, LineSearch lineSearch = LineSearch.None,
        bool maximize = false)
    {
        Add(parameters, new()
        {
            LearningRate = learningRate, MaxIterations = maxIterations, MaxEvaluations = maxEvaluations ?? Math.Max(1, maxIterations * 5 / 4),
            GradientTolerance = gradientTolerance, ChangeTolerance = changeTolerance, HistorySize = historySize, LineSearch = lineSearch,
            Maximize = maximize,
        });
        count = Slots.Sum(static slot => slot.Parameter.ElementCount);
        (direction, gradient, previousGradient, point) = (new double[count], new double[count], new double[count], new double[count]);
    }

    /// <summary>How many times the closure was called.</summary>
    public long Evaluations => evaluations;

    /// <summary>How many iterations all steps made.</summary>
    public long Iterations => iterations;

    private protected override IReadOnlyList<string> MemoryNames { get; } = [];

    /// <summary>Not possible: this optimizer computes the loss several times a step.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void Step() => throw new InvalidOperationException(
        "LBFGS: a step computes the loss several times. Use Step(() => { optimizer.ZeroGrad(); var loss = …; loss.Backward(); return loss; }).");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The closure returns something else than one number.</exception>
    public override Tensor Step(Func<Tensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        using var mode = Autodiff.NoGrad();
        var group = Groups[0];
        var first = Loss(closure, out double loss);
        int calls = 1;
        if (IsFlat(group))
            return first;
        for (int i = 1; i <= group.MaxIterations; i++)
        {
            FindDirection(group);
            gradient.CopyTo(previousGradient, 0);
            previousLoss = loss;
            rate = iterations == 1 ? Math.Min(1, 1 / TensorPrimitives.SumOfMagnitudes<double>(gradient)) * group.LearningRate : group.LearningRate;
            double slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (slope > -group.ChangeTolerance)
                break;
            Gather(point, static slot => slot.Parameter);
            int spent = 0;
            if (group.LineSearch == LineSearch.StrongWolfe)
            {
                var search = new StrongWolfe(count, Evaluate, group.ChangeTolerance);
                (loss, rate) = search.Run(loss, gradient, slope, rate, MaxMagnitude(direction));
                search.Gradient.CopyTo(gradient, 0);
                spent = search.Evaluations;
                MoveTo(rate);
            }
            else
            {
                MoveTo(rate);
                if (i < group.MaxIterations) // The last is not looked at; the next step does it.
                {
                    Loss(closure, out loss);
                    spent = 1;
                }
            }
            calls += spent;
            if (calls >= group.MaxEvaluations || IsFlat(group) || MaxMagnitude(direction) * rate <= group.ChangeTolerance
                || Math.Abs(loss - previousLoss) < group.ChangeTolerance)
                break;
        }
        return first;

        double Evaluate(double length, double[] into)
        {
            MoveTo(length);
            Loss(closure, out double there, into);
            MoveTo(0);
            return there;
        }
    }

    /// <summary>The loss at the parameters, and its gradient, both turned round where the optimizer climbs.</summary>
    private Tensor Loss(Func<Tensor> closure, out double value, double[]? into = null)
    {
        Tensor loss;
        using (Autodiff.EnableGrad())
            loss = closure();
        if (loss is not { ElementCount: 1 })
            throw new ArgumentException($"LBFGS: the closure returns {(loss is null ? "null" : loss.Shape)}; it must return the loss, one number.",
                nameof(closure));
        evaluations++;
        value = loss.Item();
        Gather(into ?? gradient, static slot => slot.Parameter.Grad);
        if (Groups[0].Maximize)
        {
            value = -value;
            TensorPrimitives.Negate<double>(into ?? gradient, into ?? gradient);
        }
        AddPenalties(into ?? gradient);
        return loss;
    }

    /// <summary>The penalties of the group, whose values are left out of the loss that a line search sees only where there are none.</summary>
    private void AddPenalties(double[] into)
    {
        if (Groups[0].WeightDecay != 0 || Groups[0].L1 != 0)
            throw new InvalidOperationException("LBFGS: weight decay and L1 must be part of the loss, since the line search compares its values. " +
                "Add Penalty.L2(parameters, weightDecay) to it.");
        _ = into;
    }

    private bool IsFlat(LBFGSGroup group) => MaxMagnitude(gradient) <= group.GradientTolerance;

    private static double MaxMagnitude(double[] values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));

    private void FindDirection(LBFGSGroup group)
    {
        if (++iterations == 1)
        {
            TensorPrimitives.Negate<double>(gradient, direction);
            history.Clear();
            scale = 1;
            return;
        }
        double[] change = new double[count], step = new double[count];
        TensorPrimitives.Subtract<double>(gradient, previousGradient, change);
        TensorPrimitives.Multiply<double>(direction, rate, step);
        double curvature = TensorPrimitives.Dot<double>(change, step);
        if (curvature > 1e-10)
        {
            while (history.Count >= group.HistorySize)
                history.Dequeue();
            history.Enqueue((step, change, 1 / curvature));
            scale = curvature / TensorPrimitives.Dot<double>(change, change);
        }
        TensorPrimitives.Negate<double>(gradient, direction);
        var known = history.ToArray();
        if (alphas is null || alphas.Length < known.Length)
            alphas = new double[group.HistorySize];
        for (int i = known.Length - 1; i >= 0; i--)
        {
            alphas[i] = TensorPrimitives.Dot<double>(known[i].Step, direction) * known[i].Inverse;
            TensorPrimitives.MultiplyAdd<double>(known[i].Change, -alphas[i], direction, direction);
        }
        TensorPrimitives.Multiply<double>(direction, scale, direction);
        for (int i = 0; i < known.Length; i++)
        {
            double beta = TensorPrimitives.Dot<double>(known[i].Change, direction) * known[i].Inverse;
            TensorPrimitives.MultiplyAdd<double>(known[i].Step, alphas[i] - beta, direction, direction);
        }
    }
}
