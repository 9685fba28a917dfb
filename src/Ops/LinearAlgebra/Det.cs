using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The determinants of square matrices, [..., n, n] → [...].</summary>
public sealed record Det : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty(Matrices.Batch(inputs[0].Shape), inputs[0].DType);
        if (y.DType == DType.Float32)
            Compute<float>(inputs[0], y);
        else
            Compute<double>(inputs[0], y);
        return y;
    }

    private static void Compute<T>(Tensor a, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.Shape[^1];
        Matrices.ForEach<T>(Matrices.Copied(a), y, y.ElementCount, (long)n * n * n / 3, static (_, _) => "", (factors, determinant) =>
        {
            var pivots = new int[n];
            LuKernel.Factor(factors, n, pivots);
            determinant[0] = T.One;
            for (int i = 0; i < n; i++)
                determinant[0] *= pivots[i] == i ? factors[i * n + i] : -factors[i * n + i];
            return 0;
        });
    }

    // The gradient is the matrix of cofactors (Jacobi's formula), of singular matrices too.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => Matrices.Scalar(gradient) * Shared<Cofactors>.Op.Apply(saved[0]);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The determinants of the matrices in the last two axes. Of large matrices they overflow easily; <see cref="SlogDet"/> and
        /// <see cref="LogDet"/> do not. The gradient, the matrix of cofactors, is right for singular matrices too; second derivatives are NaN there.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor Det([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(Det), aName);
            return Shared<Det>.Op.Apply(a);
        }
    }
}
