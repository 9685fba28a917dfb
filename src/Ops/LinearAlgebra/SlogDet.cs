using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The signs of the determinants of square matrices and the logarithms of their absolute values, packed along a last axis: [..., n, n] → [..., 2].
/// </summary>
public sealed record SlogDet : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty([.. Matrices.Batch(inputs[0].Shape), 2], inputs[0].DType);
        if (y.DType == DType.Float32)
            Compute<float>(inputs[0], y);
        else
            Compute<double>(inputs[0], y);
        return y;
    }

    private static void Compute<T>(Tensor a, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.Shape[^1];
        Matrices.ForEach<T>(Matrices.Copied(a), y, y.ElementCount / 2, (long)n * n * n / 3, static (_, _) => "", (factors, result) =>
        {
            var pivots = new int[n];
            LuKernel.Factor(factors, n, pivots);
            (result[0], result[1]) = LuKernel.Determinant<T>(factors, n, pivots);
            return 0;
        });
    }

    // d log|det A| = ⟨A⁻ᵀ, dA⟩ (Giles 2008, 2.2.4); the sign is constant.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        Matrices.Scalar(gradient.Select(-1, 1)) * Shared<Inverse>.Op.Apply(saved[0]).T;

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The signs of the determinants of the matrices in the last two axes, −1, 0 or 1, and the logarithms of their absolute values, −∞ where the
        /// matrix is singular; there, a derivative is an error.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public (Tensor Sign, Tensor LogAbsDet) SlogDet([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(SlogDet), aName);
            var packed = Shared<SlogDet>.Op.Apply(a);
            return (packed.Select(-1, 0).Detach(), packed.Select(-1, 1));
        }
    }
}
