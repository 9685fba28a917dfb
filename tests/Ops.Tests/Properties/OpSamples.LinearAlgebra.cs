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
        [typeof(Inverse)] = d => new(new Inverse(), d.Square(Dominant)) { AllowsTies = false },
        [typeof(Det)] = d => new(new Det(), d.Square(Dominant)) { AllowsTies = false },
        [typeof(SlogDet)] = d => new(new SlogDet(), d.Square(Dominant)) { AllowsTies = false },
        [typeof(Cofactors)] = d => new(new Cofactors(), d.Square(Dominant)) { AllowsTies = false },
        [typeof(Cholesky)] = d => new(new Cholesky(), d.Square(Dominant)) { AllowsTies = false },
        [typeof(Eigh)] = d => new(new Eigh(), d.Square(Spread)) { AllowsTies = false },
        [typeof(MatrixExp)] = d => new(new MatrixExp(), d.Square(static x => x / 2)),
        [typeof(LuFactor)] = d => new(new LuFactor(), d.Matrices(Spread)) { AllowsTies = false },
        [typeof(Svd)] = d => new(new Svd(), d.Matrices(Spread)) { AllowsTies = false },
        [typeof(Pinv)] = d => new(new Pinv(), d.Matrices(Spread)) { AllowsTies = false },
        [typeof(Qr)] = d => d.Matrices(Spread) is var a ? new(new Qr(d.Flag() && a.Shape[^2] <= a.Shape[^1]), a) { AllowsTies = false } : null!,
        [typeof(Solve)] = d =>
        {
            var batch = d.Shape(d.Choose(2));
            int n = d.Size(), k = d.Size();
            return new(new Solve(), Arranged([.. d.Part(batch), n, n], Dominant), new Shape([.. d.Part(batch), n, k])) { AllowsTies = false };
        },
        [typeof(TriangularSolve)] = d =>
        {
            var batch = d.Shape(d.Choose(2));
            int n = d.Size(), k = d.Size();
            return new(
                new TriangularSolve(d.Flag(), d.Flag(), d.Flag()), Arranged([.. d.Part(batch), n, n], Dominant), new Shape([.. d.Part(batch), n, k]))
            {
                AllowsTies = false,
            };
        },
    };

    private static OpInput Square(this Draws d, Func<Tensor, Tensor> arranged)
    {
        int n = d.Size();
        return Arranged([.. d.Shape(d.Choose(2)), n, n], arranged);
    }

    private static OpInput Matrices(this Draws d, Func<Tensor, Tensor> arranged) => Arranged(d.AnyShape(2), arranged);

    private static OpInput Arranged(Shape shape, Func<Tensor, Tensor> arranged) => (OpInput)shape with { Arranged = arranged };

    /// <summary>Matrices far from singular, and of symmetric parts that are positive definite.</summary>
    private static Tensor Dominant(Tensor x) => x / (2 * x.Shape[^1] + 1) + 2 * Tensor.Eye(x.Shape[^2], x.Shape[^1], x.DType);

    /// <summary>Matrices whose eigenvalues and singular values lie apart from each other and from 0.</summary>
    private static Tensor Spread(Tensor x) =>
        x / (3 * Math.Max(x.Shape[^1], x.Shape[^2]) + 1) + (1 + Tensor.Arange(x.Shape[^1])) * Tensor.Eye(x.Shape[^2], x.Shape[^1], x.DType);
}
