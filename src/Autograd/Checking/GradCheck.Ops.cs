namespace AutoGrad;

public static partial class GradCheck
{
    /// <summary>
    /// Checks an elementwise operation at points that it draws itself from the operation's domain: several shapes, broadcast, sliced, transposed
    /// and expanded inputs, scalars, empty and large tensors; first and second derivatives, forward mode, gradients of every kind, and that layout,
    /// dtype, the choice of inputs that require a gradient and the memory of the backward pass make no difference. The built-in operations are tested
    /// by the same means; <see cref="Property(Op, Func{PointReader, Tensor[]}?)"/> draws more points, and shrinks them.
    /// </summary>
    /// <param name="op">The operation: unary, binary or a comparison.</param>
    /// <returns>The report on all points together.</returns>
    /// <exception cref="GradCheckException">Something disagrees. The report is about the smallest point where it does.</exception>
    /// <exception cref="ArgumentException">The operation is of another family; pass inputs.</exception>
    public static GradCheckReport CheckOp(Op op) => ThrowUnlessPassed(CompareOp(op));

    /// <summary>Checks an elementwise operation that has no parameters, or defaults for all, as <see cref="CheckOp(Op)"/> does.</summary>
    /// <typeparam name="TOp">The operation.</typeparam>
    /// <inheritdoc cref="CheckOp(Op)"/>
    public static GradCheckReport CheckOp<TOp>() where TOp : Op, new() => CheckOp(new TOp());

    /// <summary>
    /// Checks an operation at one point: first and second derivatives, forward mode, and that layout, dtype and the choice of inputs that require a
    /// gradient make no difference. A <see cref="ConstantOp"/> says that it carries no derivative, and is checked for the rest alone.
    /// </summary>
    /// <param name="op">The operation.</param>
    /// <param name="inputs">Its inputs. Those that are not floating-point are constants.</param>
    /// <exception cref="GradCheckException">Something disagrees. The message is the report.</exception>
    /// <exception cref="DTypeException">An input is Float32.</exception>
    public static GradCheckReport CheckOp(Op op, params Tensor[] inputs) => ThrowUnlessPassed(CompareOp(op, inputs));

    /// <summary>Checks an operation that has no parameters, or defaults for all, at one point, as <see cref="CheckOp(Op, Tensor[])"/> does.</summary>
    /// <typeparam name="TOp">The operation.</typeparam>
    /// <inheritdoc cref="CheckOp(Op, Tensor[])"/>
    public static GradCheckReport CheckOp<TOp>(params Tensor[] inputs) where TOp : Op, new() => CheckOp(new TOp(), inputs);

    /// <summary>As <see cref="CheckOp(Op)"/>, without throwing where something disagrees.</summary>
    public static GradCheckReport CompareOp(Op op)
    {
        ArgumentNullException.ThrowIfNull(op);
        var domains = PointDraw.DomainsOf(op) ?? throw new ArgumentException(
            $"CheckOp: inputs are drawn only for elementwise operations, and {op} is none. Pass inputs: GradCheck.CheckOp(op, x).", nameof(op));
        var generator = Generator.Seeded(1);
        var reports = new List<GradCheckReport>();
        // Large ones by projections: beyond a vector register, in memory that is pooled, and in several blocks.
        var points = domains.Count == 1
            ? UnaryPoints.Concat(LargePoints.Select(static p => (p.Shapes[..1], p.Layouts[..1])))
            : BinaryPoints.Concat(LargePoints);
        foreach (var (shapes, layouts) in points)
        {
            double[][] values = PointDraw.Values([.. domains.Zip(shapes, static (domain, shape) => (domain, shape.ElementCount))], generator);
            Tensor[] inputs = [.. values.Select((v, i) => PointDraw.Arrange(Tensor.Adopt(v, shapes[i]), layouts[i]))];
            bool large = inputs.Any(static x => x.ElementCount > 100);
            reports.Add(new OpCheck(op, inputs, GradCheckOptions.Thorough with { Fast = large }).Run());
            if (!reports[^1].Passed)
                return reports[^1];
        }
        return Merge(op, reports);
    }

    /// <summary>As <see cref="CheckOp(Op, Tensor[])"/>, without throwing where something disagrees.</summary>
    public static GradCheckReport CompareOp(Op op, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(inputs);
        return new OpCheck(op, inputs, GradCheckOptions.Thorough).Run();
    }

    private static readonly (Shape[] Shapes, PointLayout[] Layouts)[] UnaryPoints =
    [
        ([[]], [PointLayout.Contiguous]),
        ([[4]], [PointLayout.Contiguous]),
        ([[2, 3]], [PointLayout.Contiguous]),
        ([[]], [PointLayout.Sliced]),
        ([[3]], [PointLayout.Sliced]),
        ([[2, 1, 3]], [PointLayout.Sliced]),
        ([[2, 3]], [PointLayout.Transposed]),
        ([[2, 3]], [PointLayout.Expanded]),
        ([[0]], [PointLayout.Contiguous]),
        ([[2, 0, 3]], [PointLayout.Transposed]),
    ];

    private static readonly (Shape[] Shapes, PointLayout[] Layouts)[] BinaryPoints =
    [
        ([[], []], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[2, 3], [2, 3]], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[2], []], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[], [2]], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[2, 3], [3]], [PointLayout.Contiguous, PointLayout.Sliced]),
        ([[2, 1], [2, 3]], [PointLayout.Sliced, PointLayout.Contiguous]),
        ([[2, 1], [1, 3]], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[2, 3], [2, 3]], [PointLayout.Transposed, PointLayout.Contiguous]),
        ([[2, 3], [2, 3]], [PointLayout.Expanded, PointLayout.Transposed]),
        ([[2, 1, 2], [3, 1]], [PointLayout.Transposed, PointLayout.Sliced]),
        ([[0], [1]], [PointLayout.Contiguous, PointLayout.Contiguous]),
        ([[2, 0], [2, 1]], [PointLayout.Sliced, PointLayout.Contiguous]),
    ];

    private static readonly (Shape[] Shapes, PointLayout[] Layouts)[] LargePoints =
    [
        ([[9, 67], [9, 67]], [PointLayout.Contiguous, PointLayout.Transposed]),
        ([[67, 9], [67, 1]], [PointLayout.Transposed, PointLayout.Contiguous]),
    ];

    private static GradCheckReport Merge(Op op, List<GradCheckReport> reports) => new(
        $"{op} at {reports.Count} points",
        [.. from report in reports
            from part in report.Parts
            group part by (part.Order, part.Input) into same
            select same.MaxBy(static part => part.NormRatio)! with
            {
                Compared = same.Sum(static part => part.Compared),
                Wrong = same.Sum(static part => part.Wrong),
            }],
        [],
        [.. reports.SelectMany(static report => report.Warnings).Distinct()],
        null);
}
