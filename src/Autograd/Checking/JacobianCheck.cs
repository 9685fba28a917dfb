namespace AutoGrad;

/// <summary>One gradient check under way: what it has found so far.</summary>
internal sealed partial class JacobianCheck
{
    private const long Seed = 20170407; // Any will do; the same check draws the same numbers every time.

    private readonly string name;
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly Tensor[] inputs;
    private readonly string[] names;
    private readonly int[] variables;
    private readonly GradCheckOptions options;
    private readonly List<GradCheckPart> parts = [];
    private readonly List<string> problems = [];
    private readonly Doubts doubts = new();
    private Exception? failure;
    private double epsilon, absolute, relative, roundingUnit;

    public JacobianCheck(string name, Func<Tensor[], Tensor[]> function, Tensor[] inputs, string[] names, GradCheckOptions? options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var input in inputs)
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        this.name = name;
        this.function = function;
        this.inputs = inputs;
        this.names = names;
        this.options = options ?? new();
        variables = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].DType.IsFloatingPoint)];
        if (!inputs.Any(static x => x.DType.IsFloatingPoint))
            throw new DTypeException(
                $"GradCheck of {name}: none of the inputs ({Listing()}) is floating-point, so there is nothing to differentiate by. " +
                "Convert with .To(DType.Float64).");
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].DType == DType.Float32 && !this.options.AllowFloat32)
                throw Float32($"{names[i]} is Float32");
    }

    public GradCheckReport Run()
    {
        var before = Array.ConvertAll(inputs, PointCopy.Bits);
        var first = new CheckedFunction(Results, inputs);
        if (Prepare(first) is { } y)
        {
            string[] results = y.Length == 1 ? ["result"] : [.. Enumerable.Range(0, y.Length).Select(static i => $"result[{i}]")];
            Check(first, results, y, GradCheckOrder.First, GradCheckOrder.Forward, names);
            if (Passes)
                CheckBackward(first, y);
            if (options.SecondOrder && Passes)
                CheckSecondOrder(y, first.Variables);
        }
        ReportOverwritten(first);
        for (int i = 0; i < inputs.Length; i++)
            if (!PointCopy.Bits(inputs[i]).AsSpan().SequenceEqual(before[i]))
                problems.Add($"the check left {names[i]} with other values than it had; the function writes to a tensor that it captured.");
        return new(name, parts, [.. problems.Distinct()], doubts.ToArray(), failure);
    }

    private bool Passes => problems.Count == 0 && parts.All(static part => part.Passed);

    /// <summary>The floating-point results at the point, or null where no derivative can be asked of them.</summary>
    private Tensor[]? Prepare(CheckedFunction first)
    {
        var y = first.Evaluate();
        double[][] values = Array.ConvertAll(y, PointCopy.Numbers);
        if (ReportOverwritten(first))
            return null;
        bool single = y.Concat(inputs).Any(static x => x.DType == DType.Float32);
        if (single && !options.AllowFloat32)
            throw Float32("the result is Float32");
        epsilon = options.Epsilon ?? (single ? 4e-3 : 1e-6);
        absolute = options.AbsoluteTolerance ?? (single ? 1e-2 : 1e-6);
        relative = options.RelativeTolerance ?? (single ? 1e-2 : 1e-5);
        roundingUnit = single ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
        if (!(epsilon > 0) || !(absolute >= 0) || !(relative >= 0) || !(options.NondeterminismTolerance >= 0))
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"GradCheck of {name}: the step must be positive and the tolerances not negative; they are {epsilon}, {absolute}, {relative} and " +
                $"{options.NondeterminismTolerance}.");

        if (Apart(values, Array.ConvertAll(first.Evaluate(), PointCopy.Numbers)) is { } apart)
        {
            problems.Add(
                $"two evaluations at the same point gave different results{apart}, so differences mean nothing. " +
                "Fix the seed of what is random in it (Generator.Seeded), switch it off, or set NondeterminismTolerance where it is rounding.");
            return null;
        }
        for (int o = 0; o < y.Length; o++)
            if (Array.FindIndex(values[o], static v => !double.IsFinite(v)) is >= 0 and var bad)
            {
                problems.Add(
                    $"the result is {Spell(values[o][bad])} at element {PointCopy.Index(y[o].Shape, bad)}; there is no derivative to compare. " +
                    "Check at a point where the function is finite.");
                return null;
            }
        return y;
    }

    /// <summary>How far two computations of the same lie apart, in words; null where that is within the tolerance.</summary>
    private string? Apart(double[][] a, double[][] b)
    {
        double most = 0;
        bool same = true;
        foreach (var (x, y) in a.Zip(b))
        {
            if (x.Length != y.Length)
                return " of different shapes";
            for (int i = 0; i < x.Length; i++)
                if (BitConverter.DoubleToInt64Bits(x[i]) != BitConverter.DoubleToInt64Bits(y[i]))
                {
                    same = false;
                    most = double.IsNaN(x[i] - y[i]) ? double.NaN : Math.Max(most, Math.Abs(x[i] - y[i]));
                }
        }
        return same || most <= options.NondeterminismTolerance && options.NondeterminismTolerance > 0
            ? null
            : FormattableString.Invariant($", {most:0.0e+00} apart where {options.NondeterminismTolerance:G3} is allowed");
    }

    /// <summary>The gradients by each variable, together a function of the variables and of the results' gradients u.</summary>
    private void CheckSecondOrder(Tensor[] y, int[] variables)
    {
        var generator = Generator.Seeded(Seed);
        var u = Array.ConvertAll(y, x => PointCopy.Draw(x, generator));
        var second = new CheckedFunction(point => Gradients(point[..^u.Length], variables, point[^u.Length..]), [.. inputs, .. u]);
        Check(
            second,
            [.. variables.Select(i => $"gradient of {names[i]}")],
            [.. variables.Select(i => inputs[i])],
            GradCheckOrder.Second,
            GradCheckOrder.SecondForward,
            [.. names, .. u.Length == 1 ? ["u"] : u.Select(static (_, i) => $"u[{i}]")]);
    }

    private Tensor[] Gradients(Tensor[] point, int[] variables, Tensor[] u)
    {
        bool again = u[0].RequiresGrad;
        using (Autodiff.EnableGrad())
        {
            var tracked = (Tensor[])point.Clone();
            foreach (int i in variables)
                tracked[i] = again ? Shared<Identity>.Op.Apply(point[i]) : point[i].Detach().WithGrad();
            var by = Array.ConvertAll(variables, i => tracked[i]);
            var y = Results(tracked);
            return Array.Exists(y, static x => x.RequiresGrad)
                ? Autodiff.Grad(y, by, u, createGraph: again, allowUnused: true)
                : Array.ConvertAll(by, static x => Tensor.ZerosLike(x));
        }
    }

    private void Check(
        CheckedFunction checkedFunction, string[] outputs, Tensor[] y, GradCheckOrder order, GradCheckOrder forwardOrder, string[] inputNames)
    {
        if (options.Fast)
            CheckProjections(checkedFunction, outputs, y, order, forwardOrder, inputNames);
        else
            CheckJacobians(checkedFunction, outputs, y, order, forwardOrder, inputNames);
        if (options.ForwardMode && problems.Count == 0)
            CheckIdentity(checkedFunction, forwardOrder);
    }

    private void CheckJacobians(
        CheckedFunction checkedFunction, string[] outputs, Tensor[] y, GradCheckOrder order, GradCheckOrder forwardOrder, string[] inputNames)
    {
        if (Try(order, checkedFunction.ReverseJacobians) is not { } reverse)
            return;
        if (Try(order, checkedFunction.ReverseJacobians) is { } again
            && Apart([.. reverse.Cast<double[]>()], [.. again.Cast<double[]>()]) is { } apart)
            problems.Add($"{GradCheckPart.Name(order)}: two backward passes at the same point gave different derivatives{apart}.");
        var forward = options.ForwardMode ? Try(forwardOrder, checkedFunction.ForwardJacobians) : null;
        if (ReportOverwritten(checkedFunction))
            return;
        int rows = y.Sum(static x => x.ElementCount);
        for (int k = 0; k < checkedFunction.Variables.Length; k++)
        {
            int input = checkedFunction.Variables[k];
            var shape = checkedFunction.ShapeOf(input);
            Tally backward = new(absolute, relative), sweep = new(absolute, relative);
            for (int column = 0; column < shape.ElementCount; column++)
            {
                var test = new SmoothnessTest(scale => checkedFunction.Differences(input, column, epsilon * scale) with
                {
                    LeastRounding = 2 * options.NondeterminismTolerance / (epsilon * scale),
                });
                for (int o = 0; o < outputs.Length; o++)
                    for (int row = 0; row < y[o].ElementCount; row++)
                    {
                        int at = row * shape.ElementCount + column;
                        var entry = new GradCheckEntry(
                            inputNames[input], PointCopy.Index(shape, column), outputs[o], PointCopy.Index(y[o].Shape, row), reverse[o, k][at], 0);
                        var (numeric, rounding, slopes) = Differentiate(test, o, row, entry);
                        backward.Add(entry with { Numeric = numeric }, rounding, slopes);
                        if (forward is not null)
                            sweep.Add(entry with { Numeric = numeric, Analytic = forward[o, k][at] }, rounding, slopes);
                    }
            }
            if (order == GradCheckOrder.First && backward is { Count: > 0, IsZero: true })
                doubts.Add("input without influence", $"nothing depends on {inputNames[input]}: all derivatives and all differences are 0.");
            parts.Add(backward.Part(order, inputNames[input], shape, rows));
            if (forward is not null)
                parts.Add(sweep.Part(forwardOrder, inputNames[input], shape, rows));
        }
    }

    /// <summary>The difference quotient to compare an entry with, what rounding does to it, and at a kink the slopes on either side.</summary>
    private (double Numeric, double Rounding, (double, double)? Slopes) Differentiate(SmoothnessTest test, int output, int row, GradCheckEntry entry)
    {
        var step = test.Step;
        double numeric = step.Central(output, row), rounding = step.Rounding(output, row, roundingUnit);
        string place = $"{entry.Input}{entry.InputElement}";
        if (!double.IsFinite(numeric))
        {
            doubts.Add("edge", FormattableString.Invariant(
                $"a step of {epsilon:0.0e+00} from {place}, the function is no longer finite: the point lies at the edge of where it is defined."));
            return (numeric, rounding, null);
        }
        switch (test.Of(output, row, 4 * rounding + absolute + relative * Math.Abs(numeric), 8 * rounding))
        {
            case Smoothness.Kink:
                var (left, right) = test.Fine.Slopes(output, row);
                double tolerance = absolute + relative * Math.Max(Math.Abs(left), Math.Abs(right)) + 8 * rounding;
                bool between = entry.Analytic >= Math.Min(left, right) - tolerance && entry.Analytic <= Math.Max(left, right) + tolerance;
                doubts.Add(between ? "kink" : "mistake at a kink", FormattableString.Invariant(
                    $"near a kink: at {place} the slopes are {left:G4} on the left and {right:G4} on the right. ") +
                    FormattableString.Invariant($"The derivative {entry.Analytic:G4} ") +
                    (between ? "lies between them, so it is a choice and no mistake." : "lies outside them, so it is wrong whatever the choice."));
                return (numeric, 8 * rounding, (left, right));
            case Smoothness.Jump:
                doubts.Add("jump", $"the function jumps at {place}, or within a step of it: there is no derivative, and the verdict means nothing. " +
                    "Move the point.");
                return (numeric, rounding, null);
            case Smoothness.NearKink:
                doubts.Add("kink within a step", FormattableString.Invariant(
                    $"near a kink: the function has one within {2 * epsilon:0.0e+00} of {place}, so an eighth of the step was taken there."));
                return (test.Fine.Near.Central(output, row), test.Fine.Near.Rounding(output, row, roundingUnit), null);
            default:
                return (numeric, rounding, null);
        }
    }

    private void CheckIdentity(CheckedFunction checkedFunction, GradCheckOrder order)
    {
        if (Try(order, () => checkedFunction.InnerProducts(Generator.Seeded(Seed + 1))) is not var (forward, reverse))
            return;
        double difference = Math.Abs(forward - reverse);
        if (!(difference <= absolute + relative * Math.Abs(reverse)) && parts.All(static part => part.Passed))
            problems.Add(
                $"{GradCheckPart.Name(order)}: ⟨u, J v⟩ = {forward:G10} along all inputs together, and ⟨Jᵀu, v⟩ = {reverse:G10}; " +
                "they must be equal.");
    }

    private T? Try<T>(GradCheckOrder order, Func<T> derivative) where T : class
    {
        try
        {
            return derivative();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure ??= e;
            problems.Add($"{GradCheckPart.Name(order)}: computing the derivative threw {e.GetType().Name}: {e.Message}");
            return null;
        }
    }

    private bool ReportOverwritten(CheckedFunction checkedFunction)
    {
        int input = checkedFunction.FindOverwritten();
        if (input >= 0)
            problems.Add($"the function writes to its input {(input < names.Length ? names[input] : "u")}. Let it work on a Clone().");
        return input >= 0;
    }

    /// <summary>The function's floating-point results; the others carry no derivative.</summary>
    private Tensor[] Results(Tensor[] point)
    {
        var all = function(point);
        if (all is null or [] || Array.Exists(all, static y => y is null))
            throw new AutogradException($"GradCheck of {name}: the function returned {(all is [] ? "no tensor" : "null instead of a tensor")}.");
        Tensor[] results = [.. all.Where(static y => y.DType.IsFloatingPoint)];
        return results.Length > 0
            ? results
            : throw new DTypeException($"GradCheck of {name}: the result is {all[0].DType}, which carries no derivative.");
    }

    private DTypeException Float32(string what) => new(
        $"GradCheck of {name}: {what}, whose difference quotients show three digits at best. " +
        "Convert the inputs with .To(DType.Float64), or pass AllowFloat32 = true.");

    private string Listing() => string.Join(", ", inputs.Zip(names, static (x, name) => $"{name}: {x.DType} {x.Shape}"));

    private static string Spell(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
}
