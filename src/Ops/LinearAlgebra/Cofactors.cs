using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The cofactors of square matrices, [..., n, n] → [..., n, n]: C = det A · A⁻ᵀ where A is invertible, and the gradient of the determinant everywhere.
/// They are computed without dividing by the determinant.
/// </summary>
public sealed record Cofactors : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Everything;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Zeros(inputs[0].Shape, inputs[0].DType);
        if (y.DType == DType.Float32)
            Compute<float>(inputs[0], y);
        else
            Compute<double>(inputs[0], y);
        return y;
    }

    private static void Compute<T>(Tensor a, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.Shape[^1];
        Matrices.ForEach<T>(
            Matrices.Copied(a), y, new Shape(Matrices.Batch(a.Shape)).ElementCount, (long)n * n * n * 2, static (_, _) => "", (matrix, cofactors) =>
            {
                CofactorKernel.Compute(matrix, n, cofactors);
                return 0;
            });
    }

    // dC = (C ⟨C, dA⟩ − C dAᵀ C) / det A, which is symmetric in the pairing with the gradient.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        if (saved.OutputShape[^1] <= 1)
            return Tensor.ZerosLike(gradient);
        var c = saved.Output;
        var pairing = (c * gradient).Sum([-2, -1], keepDim: true);
        return (c * pairing - c.MatMul(gradient.T).MatMul(c)) / Matrices.Scalar(Shared<Det>.Op.Apply(saved[0]));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}
