namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> LinearAlgebraRows => new()
    {
        [typeof(MatMul)] = d =>
        {
            int m = d.Size(), k = d.Size(), n = d.Size();
            bool a = d.Flag(), b = d.Flag();
            var batch = d.Shape(d.Choose(2));
            return new(new MatMul(a, b), new Shape([.. d.Part(batch), .. a ? new[] { k, m } : [m, k]]), new Shape([.. d.Part(batch), .. b ? new[] { n, k } : [k, n]]));
        },
    };
}
