using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>One gradient check under way: what it has found so far.</summary>
internal sealed class JacobianCheck
{
    private const long Seed = 20170407; // Any will do; the same check draws the same numbers every time.

    private readonly string name;
    private readonly Func<Tensor[], Tensor> function;
    private readonly Tensor[] inputs;
    private readonly string[] names;
    private readonly GradCheckOptions options;
    private readonly List<GradCheckPart> parts = [];
    private readonly List<string> problems = [], warnings = [];
    private Exception? failure;
    private double epsilon, absolute, relative, roundingUnit;

    public JacobianCheck(string name, Func<Tensor[], Tensor> function, Tensor[] inputs, string[] names, GradCheckOptions? options)
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
        var first = new CheckedFunction(point => [Returned(function(point))], inputs);
        if (Prepare(first) is { } y)
        {
            Check(first, ["result"], [y.Shape], GradCheckOrder.First, GradCheckOrder.Forward, names);
            if (options.SecondOrder && problems.Count == 0 && parts.All(static part => part.Passed))
                CheckSecondOrder(y, first.Variables);
        }
        ReportOverwritten(first);
        for (int i = 0; i < inputs.Length; i++)
            if (!PointCopy.Bits(inputs[i]).AsSpan().SequenceEqual(before[i]))
                problems.Add($"the check left {names[i]} with other values than it had; the function writes to a tensor that it captured.");
        return new(name, parts, [.. problems.Distinct()], [.. warnings.Distinct()], failure);
    }

    /// <summary>The result at the point, or null where no derivative can be asked of it.</summary>
    private Tensor? Prepare(CheckedFunction first)
    {
        var y = first.Evaluate()[0];
        byte[] bits = PointCopy.Bits(y);
        if (ReportOverwritten(first))
            return null;
        if (!y.DType.IsFloatingPoint)
            throw new DTypeException($"GradCheck of {name}: the result is {y.DType}, which carries no derivative.");
        bool single = y.DType == DType.Float32 || inputs.Any(static x => x.DType == DType.Float32);
        if (single && !options.AllowFloat32)
            throw Float32("the result is Float32");
        epsilon = options.Epsilon ?? (single ? 4e-3 : 1e-6);
        absolute = options.AbsoluteTolerance ?? (single ? 1e-2 : 1e-6);
        relative = options.RelativeTolerance ?? (single ? 1e-2 : 1e-5);
        roundingUnit = single ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
        if (!(epsilon > 0) || !(absolute >= 0) || !(relative >= 0))
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"GradCheck of {name}: the step must be positive and the tolerances not negative; they are {epsilon}, {absolute} and {relative}.");

        if (!PointCopy.Bits(first.Evaluate()[0]).AsSpan().SequenceEqual(bits))
        {
            problems.Add(
                "two evaluations at the same point gave different results, so differences mean nothing. " +
                "Fix the seed of what is random in it (Generator.Seeded), or switch it off.");
            return null;
        }
        double[] values = PointCopy.Numbers(y);
        int bad = Array.FindIndex(values, static v => !double.IsFinite(v));
        if (bad >= 0)
        {
            problems.Add(
                $"the result is {Spell(values[bad])} at element {PointCopy.Index(y.Shape, bad)}; there is no derivative to compare. " +
                "Check at a point where the function is finite.");
            return null;
        }
        return y;
    }

    /// <summary>The gradients by each variable, together a function of the variables and of the result's gradient u.</summary>
    private void CheckSecondOrder(Tensor y, int[] variables)
    {
        var u = PointCopy.Draw(y, Generator.Seeded(Seed));
        var second = new CheckedFunction(point => Gradients(point[..^1], variables, point[^1]), [.. inputs, u]);
        Check(
            second,
            [.. variables.Select(i => $"gradient of {names[i]}")],
            [.. variables.Select(i => inputs[i].Shape)],
            GradCheckOrder.Second,
            GradCheckOrder.SecondForward,
            [.. names, "u"]);
    }

    private Tensor[] Gradients(Tensor[] point, int[] variables, Tensor u)
    {
        bool again = u.RequiresGrad;
        using (Autodiff.EnableGrad())
        {
            var tracked = (Tensor[])point.Clone();
            foreach (int i in variables)
                tracked[i] = again ? Shared<Identity>.Op.Apply(point[i]) : point[i].Detach().WithGrad();
            var by = Array.ConvertAll(variables, i => tracked[i]);
            var y = function(tracked);
            return y.RequiresGrad
                ? Autodiff.Grad([y], by, [u], createGraph: again, allowUnused: true)
                : Array.ConvertAll(by, static x => Tensor.ZerosLike(x));
        }
    }

    private void Check(
        CheckedFunction checkedFunction, string[] outputs, Shape[] shapes, GradCheckOrder order, GradCheckOrder forwardOrder, string[] inputNames)
    {
        if (Try(order, checkedFunction.ReverseJacobians) is not { } reverse)
            return;
        if (Try(order, checkedFunction.ReverseJacobians) is { } again && !SameBits(reverse, again))
            problems.Add($"{GradCheckPart.Name(order)}: two backward passes at the same point gave different derivatives.");
        var forward = options.ForwardMode ? Try(forwardOrder, checkedFunction.ForwardJacobians) : null;
        if (ReportOverwritten(checkedFunction))
            return;
        for (int k = 0; k < checkedFunction.Variables.Length; k++)
        {
            int input = checkedFunction.Variables[k];
            var shape = checkedFunction.ShapeOf(input);
            Tally backward = new(absolute, relative), sweep = new(absolute, relative);
            for (int column = 0; column < shape.ElementCount; column++)
            {
                var differences = checkedFunction.Differences(input, column, epsilon);
                var finer = new Lazy<Differences>(() => checkedFunction.Differences(input, column, epsilon / 8));
                for (int o = 0; o < outputs.Length; o++)
                    for (int row = 0; row < shapes[o].ElementCount; row++)
                    {
                        int at = row * shape.ElementCount + column;
                        double rounding = differences.Rounding(o, row, roundingUnit);
                        var entry = new GradCheckEntry(
                            inputNames[input],
                            PointCopy.Index(shape, column),
                            outputs[o],
                            PointCopy.Index(shapes[o], row),
                            reverse[o, k][at],
                            differences.Central(o, row));
                        backward.Add(entry, rounding);
                        if (forward is not null)
                            sweep.Add(entry with { Analytic = forward[o, k][at] }, rounding);
                        Doubt(entry, differences, finer, o, row);
                    }
            }
            if (order == GradCheckOrder.First && backward is { Count: > 0, IsZero: true })
                warnings.Add($"nothing depends on {inputNames[input]}: all derivatives and all differences are 0.");
            parts.Add(backward.Part(order, inputNames[input], shape));
            if (forward is not null)
                parts.Add(sweep.Part(forwardOrder, inputNames[input], shape));
        }
        if (forward is not null)
            CheckIdentity(checkedFunction, forwardOrder);
    }

    /// <summary>Warns where differences say little about the derivative.</summary>
    private void Doubt(GradCheckEntry entry, Differences differences, Lazy<Differences> finer, int output, int row)
    {
        string place = $"{entry.Input}{entry.InputElement}";
        if (!double.IsFinite(entry.Numeric))
            warnings.Add(
                $"a step of {epsilon:0.0e+00} from {place}, the function is no longer finite: the point lies at the edge of where it is defined.");
        else if (IsKink(differences, finer, output, row))
            warnings.Add($"near a kink: the one-sided differences at {place} do not meet, so the verdict there means nothing. Move the point.");
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

    /// <summary>
    /// Whether the one-sided quotients fail to meet in the way of a smooth function, whose gap shrinks in proportion to the step: at a kink it
    /// stays, and a kink between the two steps makes it vanish.
    /// </summary>
    private bool IsKink(Differences differences, Lazy<Differences> finer, int output, int row)
    {
        double gap = differences.Gap(output, row), rounding = differences.Rounding(output, row, roundingUnit);
        if (!(gap > 4 * rounding + absolute + relative * Math.Abs(differences.Central(output, row))))
            return false;
        double shrunk = finer.Value.Gap(output, row), noise = finer.Value.Rounding(output, row, roundingUnit);
        return shrunk > gap / 4 + noise || shrunk < gap / 16 - noise;
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

    private Tensor Returned(Tensor? y) => y ?? throw new AutogradException($"GradCheck of {name}: the function returned null instead of a tensor.");

    private DTypeException Float32(string what) => new(
        $"GradCheck of {name}: {what}, whose difference quotients show three digits at best. " +
        "Convert the inputs with .To(DType.Float64), or pass AllowFloat32 = true.");

    private string Listing() => string.Join(", ", inputs.Zip(names, static (x, name) => $"{name}: {x.DType} {x.Shape}"));

    private static string Spell(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";

    private static bool SameBits(double[,][] a, double[,][] b) =>
        a.Cast<double[]>().Zip(b.Cast<double[]>()).All(static pair =>
            MemoryMarshal.AsBytes<double>(pair.First).SequenceEqual(MemoryMarshal.AsBytes<double>(pair.Second)));

    /// <summary>Entries compared so far.</summary>
    private sealed class Tally(double absolute, double relative)
    {
        private GradCheckEntry? worst;
        private double worstScore = -1, difference, analytic, numeric;
        private int wrong;

        public int Count { get; private set; }

        public bool IsZero => analytic == 0 && numeric == 0;

        public void Add(GradCheckEntry entry, double rounding)
        {
            Count++;
            difference += entry.AbsoluteDifference * entry.AbsoluteDifference;
            analytic += entry.Analytic * entry.Analytic;
            numeric += entry.Numeric * entry.Numeric;
            double tolerance = absolute + relative * Math.Abs(entry.Numeric) + rounding;
            bool agrees = entry.AbsoluteDifference <= tolerance;
            double score = double.IsNaN(entry.AbsoluteDifference)
                ? double.PositiveInfinity
                : entry.AbsoluteDifference / Math.Max(tolerance, double.Epsilon);
            wrong += agrees ? 0 : 1;
            if (score > worstScore)
                (worst, worstScore) = (entry, score);
        }

        public GradCheckPart Part(GradCheckOrder order, string input, Shape shape) => new(
            order, input, shape, Count, wrong, worst, difference == 0 ? 0 : Math.Sqrt(difference) / (Math.Sqrt(analytic) + Math.Sqrt(numeric)));
    }
}
