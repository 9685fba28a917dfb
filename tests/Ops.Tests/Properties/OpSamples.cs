using System.Reflection;

namespace AutoGrad.Tests;

/// <summary>
/// Where operations and inputs to test come from. Elementwise operations without parameters, or with defaults for all, draw from their domains by
/// themselves; every other operation has a row in the file of its area.
/// </summary>
internal static partial class OpSamples
{
    private static readonly Dictionary<Type, Func<Draws, OpSample>> rows = new(
    [
        .. StructuralRows,
        .. ShapingRows,
        .. ElementwiseRows,
        .. IndexingRows,
        .. ReductionsRows,
        .. LinearAlgebraRows,
        .. FusedRows,
        .. ConvolutionRows,
    ]);

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
