namespace AutoGrad;

/// <summary>
/// What must hold of every operation, beside derivatives that agree with differences: its result and gradients are the same whatever the layout of
/// its inputs, whichever of them require a gradient, and in Float32 up to rounding.
/// </summary>
internal sealed class OpCheck(Op op, Tensor[] inputs, GradCheckOptions options)
{
    private readonly List<string> problems = [];
    private Exception? failure;

    public GradCheckReport Run()
    {
        string[] names = Names(op, inputs.Length);
        string name = $"{op} of {string.Join(" and ", inputs.Zip(names, static (x, n) => $"{n} {x.DType} {x.Shape}{Layout(x)}"))}";
        var result = Forward(inputs);
        if (!Forward(inputs).SequenceEqual(result))
            problems.Add("two evaluations at the same point gave different results.");
        bool differentiable = op is not ConstantOp && result.DType.IsFloatingPoint && inputs.Any(static x => x.DType.IsFloatingPoint);
        var derivatives = differentiable ? new JacobianCheck(name, point => [op.Apply(point)], inputs, names, options).Run() : null;
        if (derivatives is null or { Passed: true })
        {
            Try("with contiguous inputs", () => CheckContiguous(result));
            if (differentiable)
            {
                Try("with one input that requires a gradient", () => CheckAlone(names));
                Try("in Float32", CheckFloat32);
                Try("in a recorded pass", CheckRecorded);
            }
        }
        return new(
            name,
            derivatives?.Parts ?? [],
            [.. derivatives?.Problems ?? [], .. problems],
            derivatives?.Warnings ?? [],
            derivatives?.Failure ?? failure);
    }

    public static string[] Names(Op op, int count) => op switch
    {
        UnaryOp or LinearOp when count == 1 => ["x"],
        BinaryOp or BilinearOp or Comparison when count == 2 => ["a", "b"],
        _ => [.. Enumerable.Range(0, count).Select(static i => $"input {i}")],
    };

    private static string Layout(Tensor x) =>
        x.IsContiguous ? "" : PointCopy.Overlaps(x) ? " (expanded)" : $" (strides [{string.Join(", ", x.StrideArray)}])";

    private void CheckContiguous(Numbers result)
    {
        if (inputs.All(static x => x.IsContiguous))
            return;
        Tensor[] contiguous = [.. inputs.Select(static x => x.Detach().Contiguous())];
        Require(Forward(contiguous), result, 1e-12, "the result", "contiguous inputs and for strided ones");
        if (!result.DType.IsFloatingPoint)
            return;
        var (expected, actual) = (Gradients(contiguous), Gradients(inputs));
        for (int i = 0; i < inputs.Length; i++)
            if (expected[i] is { } gradient)
                Require(actual[i]!, gradient, 1e-12, $"the gradient of input {i}", "contiguous inputs and for strided ones");
    }

    /// <summary>Each gradient when no other is wanted, so that the tape keeps only what <see cref="Op.Reads"/> lists for it.</summary>
    private void CheckAlone(string[] names)
    {
        var together = Gradients(inputs);
        for (int i = 0; i < inputs.Length; i++)
            if (together[i] is { } expected)
                Require(Gradients(inputs, only: i)[i]!, expected, 1e-12,
                    $"the gradient of {names[i]}", "that input alone and for all inputs together");
    }

    private void CheckFloat32()
    {
        Tensor[] single = [.. inputs.Select(static x => x.DType == DType.Float64 ? Cast.Convert(x, DType.Float32) : x)];
        Require(Forward(single), Forward(inputs), 1e-4, "the result", "Float32 and for Float64");
        var (expected, actual) = (Gradients(inputs), Gradients(single));
        for (int i = 0; i < inputs.Length; i++)
            if (expected[i] is { } gradient)
                Require(actual[i]!, gradient, 1e-4, $"the gradient of input {i}", "Float32 and for Float64");
    }

    /// <summary>A pass that is recorded keeps all memory, one that is not gives back what no one needs any more: too early, it would show
    /// here.</summary>
    private void CheckRecorded()
    {
        var (expected, actual) = (Gradients(inputs, createGraph: true), Gradients(inputs));
        for (int i = 0; i < inputs.Length; i++)
            if (expected[i] is { } gradient)
                Require(actual[i]!, gradient, 1e-12, $"the gradient of input {i}", "a backward pass that is recorded and one that is not");
    }

    private Numbers Forward(Tensor[] point) => new(op.Apply([.. point.Select(static x => x.Detach())]));

    /// <summary>Jᵀu by one backward pass for a u that depends on the result's shape alone; null for constants.</summary>
    private Numbers?[] Gradients(Tensor[] point, int? only = null, bool createGraph = false)
    {
        using (Autodiff.EnableGrad())
        {
            Tensor[] tracked = [.. point.Select((x, i) => x.DType.IsFloatingPoint && (only ?? i) == i ? x.Detach().WithGrad() : x.Detach())];
            var y = op.Apply(tracked);
            Tensor[] leaves = [.. tracked.Where(static x => x.RequiresGrad)];
            var gradients = new Queue<Tensor>(y.RequiresGrad
                ? Autodiff.Grad([y], leaves, [PointCopy.Draw(y, Generator.Seeded(1))], createGraph: createGraph, allowUnused: true)
                : leaves.Select(static x => Tensor.ZerosLike(x)));
            return [.. tracked.Select(x => x.RequiresGrad ? new Numbers(gradients.Dequeue()) : null)];
        }
    }

    private void Require(Numbers actual, Numbers expected, double tolerance, string what, string between)
    {
        if (actual.Shape != expected.Shape)
        {
            problems.Add($"{what} differs for {between}: its shape is {actual.Shape} and {expected.Shape}.");
            return;
        }
        double scale = expected.Values.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < actual.Values.Length; i++)
        {
            double a = actual.Values[i], b = expected.Values[i];
            if (a.Equals(b) || Math.Abs(a - b) <= tolerance * (1 + scale))
                continue;
            problems.Add(FormattableString.Invariant(
                $"{what} differs for {between}: element {PointCopy.Index(actual.Shape, i)} is {a:G10} and {b:G10}."));
            return;
        }
    }

    private void Try(string when, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure ??= e;
            problems.Add($"{when}, it threw {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>A tensor's elements as numbers.</summary>
    private sealed class Numbers(Tensor x)
    {
        private readonly byte[] bits = PointCopy.Bits(x);

        public Shape Shape { get; } = x.Shape;

        public DType DType { get; } = x.DType;

        public double[] Values { get; } = PointCopy.Numbers(x);

        public bool SequenceEqual(Numbers other) => bits.AsSpan().SequenceEqual(other.bits);
    }
}
