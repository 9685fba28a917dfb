namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> StructuralRows => new()
    {
        [typeof(Identity)] = d => new(new Identity(), d.AnyShape()),
        [typeof(Copy)] = d => new(new Copy(), d.AnyShape()),
        [typeof(Cast)] = d => new(new Cast(d.Flag() ? DType.Float64 : (DType)d.Choose(4)), d.AnyShape()),
        [typeof(Expand)] = d => d.AnyShape() is var whole ? new(new Expand(whole), d.Part(whole)) : null!,
        [typeof(SumTo)] = d => d.AnyShape() is var whole ? new(new SumTo(d.Part(whole)), whole) : null!,
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
        [typeof(Diagonal)] = d =>
        {
            var x = d.AnyShape(2);
            int axis = d.Choose(x.Rank);
            return new(new Diagonal(d.Choose(5) - 2, axis, (axis + 1 + d.Choose(x.Rank - 1)) % x.Rank), x);
        },
        [typeof(PlaceDiagonal)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank + 1), offset = d.Choose(5) - 2;
            int other = (axis + 1 + d.Choose(x.Rank)) % (x.Rank + 1), more = x[^1] > 0 && offset > 0 ? 1 : 0;
            return new(new PlaceDiagonal(offset, axis, other, x[^1] + Math.Max(0, -offset) + more, x[^1] + Math.Max(0, offset)), x);
        },
        [typeof(UnfoldAxis)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank);
            x = x.With(axis, Math.Max(1, x[axis]));
            return new(new UnfoldAxis(axis, 1 + d.Choose(x[axis]), 1 + d.Choose(2)), x);
        },
        [typeof(Cat)] = d =>
        {
            var x = d.AnyShape(1);
            int axis = d.Choose(x.Rank);
            return new(new Cat(axis), [.. Enumerable.Range(0, 1 + d.Choose(3)).Select(_ => (OpInput)x.With(axis, d.Size()))]);
        },
    };
}
