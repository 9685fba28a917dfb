namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> ShapingRows => new()
    {
        [typeof(Tril)] = d => new(new Tril(d.Choose(5) - 2), d.AnyShape(2)),
        [typeof(Triu)] = d => new(new Triu(d.Choose(5) - 2), d.AnyShape(2)),
    };
}
