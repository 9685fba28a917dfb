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
        [typeof(ScatterSources)] = d => d.Indexed((axis, x) => new(new ScatterSources(x, axis), d.Indices(x, x[axis]))),
        [typeof(OneHot)] = d => new(new OneHot(3, DType.Float64), d.Indices(d.AnyShape(), 3, negative: false)),
    };
}
