using System.Reflection;

namespace AutoGrad.Tests;

/// <summary>
/// Where operations and inputs to test come from. Elementwise operations without parameters, or with defaults for all, draw from their domains by
/// themselves; every other operation has a row here.
/// </summary>
internal static class OpSamples
{
    private static readonly Dictionary<Type, Func<Draws, OpSample>> rows = new()
    {
        // The engine's own.
        [typeof(Identity)] = d => new(new Identity(), d.AnyShape()),
        [typeof(Copy)] = d => new(new Copy(), d.AnyShape()),
        [typeof(Cast)] = d => new(new Cast(d.Flag() ? DType.Float64 : (DType)d.Choose(4)), d.AnyShape()),
        [typeof(Expand)] = d => d.AnyShape() is var whole ? new(new Expand(whole), d.Part(whole)) : null!,
        [typeof(SumTo)] = d => d.AnyShape() is var whole ? new(new SumTo(d.Part(whole)), whole) : null!,

        // Structure.
        [typeof(Reshape)] = d => d.Shape(3) is var x ? new(new Reshape(Regrouped(x, d.Choose(5))), x) : null!,
        [typeof(Permute)] = d => d.AnyShape() is var x ? new(new Permute(d.Order(x.Rank)), x) : null!,
        [typeof(Slice)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank), start = d.Choose(x[axis] + 1), step = 1 + d.Choose(2);
            return new(new Slice(axis, start, (x[axis] - start + step - 1) / step, step), x);
        },
        [typeof(Place)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank), start = d.Choose(3), step = 1 + d.Choose(2);
            return new(new Place(axis, start, start + Math.Max(0, (x[axis] - 1) * step + 1) + d.Choose(2), step), x);
        },
        [typeof(AsStrided)] = d => new(new AsStrided(1, [2, 3, 2], d.Flag() ? [6, 2, 1] : [1, 0, 2]), new Shape(13 + d.Choose(2))),
        [typeof(PlaceStrided)] = d => new(new PlaceStrided(1, d.Flag() ? [6, 2, 1] : [1, 0, 2], 13 + d.Choose(2)), new Shape(2, 3, 2)),
        [typeof(WriteStrided)] = d => new(new WriteStrided(d.Choose(2), [6, 2, 1]), new Shape(14), d.Flag() ? new Shape(2, 3, 2) : new Shape(1, 2, 2)),
        [typeof(Cat)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank);
            return new(new Cat(axis), [.. Enumerable.Range(0, 1 + d.Choose(3)).Select(_ => (OpInput)x.With(axis, d.Size()))]);
        },
        [typeof(Tril)] = d => new(new Tril(d.Choose(5) - 2), d.AnyShape(2)),
        [typeof(Triu)] = d => new(new Triu(d.Choose(5) - 2), d.AnyShape(2)),

        // Elementwise, with parameters beside their defaults.
        [typeof(Where)] = d =>
        {
            var whole = d.AnyShape();
            var condition = Tensor.Of<bool>([.. Enumerable.Range(0, whole.ElementCount).Select(_ => d.Flag())], whole);
            return new(new Where(), condition, d.Part(whole), d.Part(whole));
        },
        [typeof(LeakyRelu)] = Elementwise(static d => new LeakyRelu(d.Flag() ? 0.01 : 0.3)),
        [typeof(Elu)] = Elementwise(static d => new Elu(d.Flag() ? 1 : 1.5)),
        [typeof(Gelu)] = Elementwise(static d => new Gelu(d.Flag() ? GeluForm.Erf : GeluForm.Tanh)),
        [typeof(Softplus)] = Elementwise(static d => new Softplus(d.Flag() ? 1 : 2.5)),
        [typeof(Clamp)] = Elementwise(static d => d.Choose(3) switch { 0 => new Clamp(), 1 => new Clamp(-0.5, null), _ => new Clamp(null, 0.5) }),

        // Indexing.
        [typeof(IndexSelect)] = d => d.Indexed((axis, x) => new(new IndexSelect(axis), x, d.Indices([d.Size()], x[axis]))),
        [typeof(IndexAdd)] = d => d.Indexed((axis, x) => d.Some() is var size ? new(new IndexAdd(axis, size), x, d.Indices([x[axis]], size)) : null!),
        [typeof(Gather)] = d => d.Indexed((axis, x) => new(new Gather(axis), x, d.Indices(x.With(axis, d.Size()), x[axis]))),
        [typeof(ScatterAdd)] = d => d.Indexed((axis, x) => d.Some() is var size ? new(new ScatterAdd(axis, size), x, d.Indices(x, size)) : null!),
        [typeof(RowOffsets)] = d => d.Some() is var size ? new(new RowOffsets(size), d.Indices(d.AnyShape(2), size)) : null!,
        [typeof(IndexPositions)] = d =>
        {
            var shape = d.NonEmptyShape(2);
            int last = shape.Rank - 1;
            var whole = d.AnyShape();
            return new(new IndexPositions(shape, [0, last]), d.Indices(d.Part(whole), shape[0]), d.Indices(d.Part(whole), shape[last]));
        },
        [typeof(ScatterSources)] = d => d.Indexed((axis, x) => new(new ScatterSources(x, axis), d.Indices(x, x[axis]))),
        [typeof(OneHot)] = d => new(new OneHot(3, DType.Float64), d.Indices(d.AnyShape(), 3, negative: false)),

        // Reductions.
        [typeof(Sum)] = d => d.AnyShape() is var x ? new(new Sum(d.Axes(x), d.Flag()), x) : null!,
        [typeof(Cumsum)] = d => d.AnyShape(1) is var x ? new(new Cumsum(d.Choose(x.Rank), d.Flag()), x) : null!,
        [typeof(LogSumExp)] = d => d.NonEmptyShape() is var x ? new(new LogSumExp(d.Axes(x), d.Flag()), x) : null!,
        [typeof(Cumsum)] = d => d.AnyShape(1) is var x ? new(new Cumsum(d.Choose(x.Rank), d.Flag()), x) : null!,
        [typeof(Max)] = d => d.NonEmptyShape() is var x ? new(new Max(d.Axes(x), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(Min)] = d => d.NonEmptyShape() is var x ? new(new Min(d.Axes(x), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(ArgMax)] = d => d.NonEmptyShape(1) is var x ? new(new ArgMax(d.Choose(x.Rank), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(ArgMin)] = d => d.NonEmptyShape(1) is var x ? new(new ArgMin(d.Choose(x.Rank), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(WinnerShares)] = d => new(new WinnerShares(0), Tensor.Of([[1.0, 4.0], [3.0, 4.0], [3.0, 2.0]]), Tensor.Of([[3.0, 4.0]])),

        // Elementwise, with parameters.
        [typeof(Clamp)] = Elementwise(static d => new Clamp(d.Flag() ? -1.5 : null, d.Flag() ? 0.5 : null)),
        [typeof(Elu)] = Elementwise(static d => new Elu(0.5 + d.Choose(3))),
        [typeof(Gelu)] = Elementwise(static d => new Gelu(d.Flag() ? GeluForm.Tanh : GeluForm.Erf)),
        [typeof(LeakyRelu)] = Elementwise(static d => new LeakyRelu(0.1 * d.Choose(4))),
        [typeof(Softplus)] = Elementwise(static d => new Softplus(0.5 + d.Choose(3))),
        [typeof(Where)] = d => d.AnyShape() is var whole ? new(new Where(), d.Mask(d.Part(whole)), d.Part(whole), d.Part(whole)) : null!,

        // Linear algebra, and operations fused.
        [typeof(MatMul)] = d =>
        {
            int m = d.Size(), k = d.Size(), n = d.Size();
            bool a = d.Flag(), b = d.Flag();
            var batch = d.Shape(d.Choose(2));
            return new(new MatMul(a, b), new Shape([.. d.Part(batch), .. a ? new[] { k, m } : [m, k]]), new Shape([.. d.Part(batch), .. b ? new[] { n, k } : [k, n]]));
        },
        [typeof(Softmax)] = d => d.AnyShape(1) is var x ? new(new Softmax(d.Choose(x.Rank)), x) : null!,
        [typeof(LogSoftmax)] = d => d.AnyShape(1) is var x ? new(new LogSoftmax(d.Choose(x.Rank)), x) : null!,
        [typeof(SoftmaxBackward)] = d => d.AnyShape(1) is var x ? new(new SoftmaxBackward(d.Choose(x.Rank)), x, x) : null!,
        [typeof(LogSoftmaxBackward)] = d => d.AnyShape(1) is var x ? new(new LogSoftmaxBackward(d.Choose(x.Rank)), x, x) : null!,
        [typeof(LayerNormalization)] = d =>
        {
            var x = d.AnyShape(1);
            int trailing = 1 + d.Choose(x.Rank);
            Shape last = new(x.AsSpan()[^trailing..]);
            Shape parameters = new([1 + d.Choose(2), .. last]);
            return new(new LayerNormalization(trailing, d.Flag() ? 0.1 : 1), [.. new OpInput[] { x, parameters }.Take(1 + d.Choose(2))]);
        },
        [typeof(LayerNormBackward)] = d =>
        {
            var x = d.AnyShape(1);
            int trailing = 1 + d.Choose(x.Rank);
            Shape last = new(x.AsSpan()[^trailing..]);
            return new(new LayerNormBackward(trailing, d.Flag() ? 0.1 : 1), [.. new OpInput[] { x, x, last }.Take(2 + d.Choose(2))]);
        },
        [typeof(LayerNormParameterGradient)] = d =>
        {
            var x = d.AnyShape(1);
            return new(new LayerNormParameterGradient(1 + d.Choose(x.Rank), d.Flag() ? 0.1 : 1, 1 + d.Choose(2)), x, x);
        },
        [typeof(SoftmaxCrossEntropy)] = d =>
        {
            var labels = d.Shape(d.Choose(3));
            int classes = d.Some();
            return new(new SoftmaxCrossEntropy(), new Shape([.. labels, classes]), d.Indices(labels, classes, negative: false));
        },
        [typeof(SoftmaxCrossEntropyBackward)] = d =>
        {
            var labels = d.Shape(d.Choose(3));
            int classes = d.Some();
            return new(new SoftmaxCrossEntropyBackward(), new Shape([.. labels, classes]), d.Indices(labels, classes, negative: false), labels);
        },
    };

    /// <summary>
    /// Every concrete operation of the library that can be applied. The parts of a <see cref="Function"/>'s call, which only the engine puts on the
    /// tape, are tested as functions.
    /// </summary>
    public static IEnumerable<Type> Types { get; } =
        new[] { typeof(Op).Assembly, typeof(TensorOps).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && type.IsVisible)
            .OrderBy(static type => type.Name, StringComparer.Ordinal);

    /// <summary>Makes samples of an operation; null where it has none.</summary>
    public static Func<Draws, OpSample>? Of(Type type) =>
        rows.TryGetValue(type, out var row) ? row
        : WithDefaults(type) is { } op && PointDraw.DomainsOf(op) is not null ? Elementwise(_ => op)
        : null;

    /// <summary>Samples of an elementwise operation, its operands of shapes that broadcast.</summary>
    public static Func<Draws, OpSample> Elementwise(Func<Draws, Op> make) => d =>
    {
        var op = make(d);
        var domains = PointDraw.DomainsOf(op)!;
        var whole = d.AnyShape();
        return new(op, [.. domains.Select(domain => new OpInput(domains.Count == 1 ? whole : d.Part(whole), domain, null))]);
    };

    private static Op? WithDefaults(Type type) => type.GetConstructors()
        .Where(static constructor => constructor.GetParameters().All(static parameter => parameter.HasDefaultValue))
        .Select(static constructor => (Op)constructor.Invoke(BindingFlags.OptionalParamBinding, null, [.. constructor.GetParameters().Select(static _ => Type.Missing)], null))
        .FirstOrDefault();

    private static Shape Regrouped(Shape x, int way) => way switch
    {
        0 => [x.ElementCount],
        1 => [x[0] * x[1], x[2]],
        2 => [x[0], x[1] * x[2]],
        3 => [x[2], 1, x[0], x[1]],
        _ => [x[0], 1, x[1], x[2]],
    };

    private static OpSample Indexed(this Draws d, Func<int, Shape, OpSample> make)
    {
        var x = d.AnyShape(1);
        int axis = d.Choose(x.Rank);
        return make(axis, x.With(axis, Math.Max(1, x[axis])));
    }

    private static Shape NonEmptyShape(this Draws d, int least = 0) => new(d.AnyShape(least).Select(static size => Math.Max(1, size)).ToArray().AsSpan());

    private static Axes Order(this Draws d, int rank)
    {
        var left = Enumerable.Range(0, rank).ToList();
        var order = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int pick = d.Choose(left.Count);
            order[i] = left[pick];
            left.RemoveAt(pick);
        }
        return order;
    }
}
