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
    private readonly double[] direction, previousGradient, point;
    private double[] gradient;
    private double[]? alphas;
    private double scale = 1, rate;
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
        var group = Groups[0];
        group.Validate();
        using var mode = Autodiff.NoGrad();
        var first = Loss(closure, out double loss);
        int calls = 1;
        if (IsFlat(group))
            return first;
        for (int i = 1; i <= group.MaxIterations; i++)
        {
            FindDirection(group);
            gradient.CopyTo(previousGradient, 0);
            double previousLoss = loss;
            rate = iterations == 1 ? Math.Min(1, 1 / TensorPrimitives.SumOfMagnitudes<double>(gradient)) * group.LearningRate : group.LearningRate;
            double slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (slope > -group.ChangeTolerance)
                break;
            Gather(point, static slot => slot.Parameter);
            int spent = 0;
            if (group.LineSearch == LineSearch.StrongWolfe)
            {
                long before = evaluations;
                var found = StrongWolfe.Search(Evaluate, new(0, loss, gradient, slope), rate, group.ChangeTolerance / MaxMagnitude(direction));
                (rate, loss, gradient, _) = found;
                spent = (int)(evaluations - before);
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

        StrongWolfe.Probe Evaluate(double length)
        {
            double[] there = new double[count];
            MoveTo(length);
            Loss(closure, out double value, there);
            return new(length, value, there, TensorPrimitives.Dot<double>(there, direction));
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
        AddPenalties(ref value, into ?? gradient);
        return loss;
    }

    /// <summary>Adds the group's penalties, λ/2·Σp² and λ·Σ|p|, to the loss and its gradient.</summary>
    private void AddPenalties(ref double value, double[] into)
    {
        var group = Groups[0];
        if (group.WeightDecay == 0 && group.L1 == 0)
            return;
        double[] here = new double[count];
        Gather(here, static slot => slot.Parameter);
        value += group.WeightDecay / 2 * TensorPrimitives.SumOfSquares<double>(here) + group.L1 * TensorPrimitives.SumOfMagnitudes<double>(here);
        for (int i = 0; i < count; i++)
            into[i] += group.WeightDecay * here[i] + (here[i] == 0 ? 0 : Math.CopySign(group.L1, here[i]));
    }

    /// <summary>Writes the point that lies so far along the direction into the parameters.</summary>
    private void MoveTo(double length)
    {
        int start = 0;
        foreach (var slot in Slots)
        {
            int end = start + slot.Parameter.ElementCount;
            if (slot.Parameter.DType == DType.Float64)
                Move(slot.Parameter.AsSpan<double>(), start);
            else
                Move(slot.Parameter.AsSpan<float>(), start);
            start = end;
        }

        void Move<T>(Span<T> values, int from) where T : System.Numerics.INumber<T>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = T.CreateTruncating(point[from + i] + length * direction[from + i]);
        }
    }

    /// <summary>Reads one tensor of each parameter, zeros where there is none.</summary>
    private void Gather(double[] into, Func<Slot, Tensor?> of)
    {
        int start = 0;
        foreach (var slot in Slots)
        {
            var part = into.AsSpan(start, slot.Parameter.ElementCount);
            if (of(slot) is { } tensor)
                tensor.Detach().To(DType.Float64).Contiguous().AsReadOnlySpan<double>().CopyTo(part);
            else
                part.Clear();
            start += part.Length;
        }
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
            alphas = new double[Math.Max(known.Length, group.HistorySize)];
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

    private protected override void Save(SavedState state)
    {
        foreach (var (name, number) in new[] { ("iterations", iterations), ("evaluations", evaluations), ("rate", rate), ("scale", scale) })
            state.Numbers[name] = number;
        state.Numbers["history"] = history.Count;
        state.Keep("direction", Tensor.Of(direction));
        state.Keep("gradient", Tensor.Of(previousGradient));
        foreach (var (i, (step, change, inverse)) in history.Index())
        {
            state.Keep($"history.{i}.step", Tensor.Of(step));
            state.Keep($"history.{i}.change", Tensor.Of(change));
            state.Numbers[$"history.{i}.inverse"] = inverse;
        }
    }

    private protected override Action Load(StateReader reader)
    {
        long newIterations = reader.Count("iterations"), newEvaluations = reader.Count("evaluations"), known = reader.Count("history");
        double newRate = reader.Number("rate"), newScale = reader.Number("scale");
        Tensor? newDirection = Vector("direction"), newGradient = Vector("gradient");
        if (known > Groups[0].HistorySize && known > newIterations)
            reader.Note($"history is {known}, more than the iterations.");
        var entries = new List<(Tensor? Step, Tensor? Change, double Inverse)>();
        for (int i = 0; i < Math.Min(known, newIterations); i++)
            entries.Add((Vector($"history.{i}.step"), Vector($"history.{i}.change"), reader.Number($"history.{i}.inverse")));
        return () =>
        {
            (iterations, evaluations, rate, scale) = (newIterations, newEvaluations, newRate, newScale);
            newDirection!.ToArray<double>().CopyTo(direction, 0);
            newGradient!.ToArray<double>().CopyTo(previousGradient, 0);
            history.Clear();
            foreach (var (step, change, inverse) in entries)
                history.Enqueue((step!.ToArray<double>(), change!.ToArray<double>(), inverse));
        };

        Tensor? Vector(string name) => reader.Tensor(name, [count], DType.Float64);
    }
}
