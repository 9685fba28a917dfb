namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> IndexingRows => new()
    {
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
        [typeof(Scatter)] = d => d.Indexed((axis, x) => x.With(axis, d.Size()) is var some
            ? new(new Scatter(axis), x, some, d.Indices(some, x[axis])) : null!),
        [typeof(ScatterSources)] = d => d.Indexed((axis, x) => new(new ScatterSources(x, axis), d.Indices(x, x[axis]))),
        [typeof(ScatterPlaces)] = d => d.Indexed((axis, x) => new(new ScatterPlaces(x, axis), d.Indices(x, x[axis]))),
        [typeof(ScatterExtremum)] = d => d.Some() is var size && d.Size() is var count
            ? new(new ScatterExtremum(d.Flag(), d.Flag()), new Shape(size), new Shape(count), d.Indices([count], size)) { AllowsTies = false }
            : null!,
        [typeof(ArgSort)] = d => d.Indexed((axis, x) => new(new ArgSort(axis, d.Flag(), d.Flag() ? d.Choose(x[axis] + 1) : null), x)
            { AllowsTies = false }),
        [typeof(SearchSorted)] = d => new(new SearchSorted(d.Flag()), Tensor.Of([-1.5, -0.5, 0, 0, 2]), d.AnyShape()) { AllowsTies = false },
        [typeof(OneHot)] = d => new(new OneHot(3, DType.Float64), d.Indices(d.AnyShape(), 3, negative: false)),
    };
}
