namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> FusedRows => new()
    {
        [typeof(Softmax)] = d => d.AnyShape(1) is var x ? new(new Softmax(d.Choose(x.Rank)), x) : null!,
        [typeof(CausalSoftmax)] = d => new(new CausalSoftmax(), d.AnyShape(2)),
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
}
