using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The Cholesky factors L of symmetric positive definite matrices, A = L Lᵀ, lower triangular with a positive diagonal; [..., n, n] → [..., n, n].
/// They are those of the symmetric part of A, so that the gradient is symmetric.
/// </summary>
public sealed record Cholesky : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var l = Matrices.Copied(Matrices.Symmetric(inputs[0]));
        if (l.DType == DType.Float32)
            Factor<float>(l);
        else
            Factor<double>(l);
        return l;
    }

    private static void Factor<T>(Tensor l) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = l.Shape[^1];
        Matrices.ForEach<T>(l, l, new Shape(Matrices.Batch(l.Shape)).ElementCount, (long)n * n * n / 3, Failure, (a, _) => CholeskyKernel.Factor(a, n));
    }

    private static string Failure(string which, int minor) =>
        $"Cholesky: {which} is not positive definite: its leading minor of order {minor} is not positive. " +
        "A multiple of the unit matrix added to it makes it so; Eigh takes any symmetric matrix.";

    // With Φ the lower triangle and half the diagonal, dL = L Φ(L⁻¹ dA L⁻ᵀ) (Giles 2008, 3.3; Murray 2016).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var l = saved.Output;
        var product = l.T.MatMul(gradient);
        var phi = product.Tril() + product.Tril(-1).T; // Φ(product) and its transpose, summed.
        var half = new TriangularSolve(Upper: false, Transposed: true).Apply(l, phi);
        return new TriangularSolve(Upper: false, Transposed: true).Apply(l, half.T) / 2;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The Cholesky factors L of symmetric positive definite matrices in the last two axes, A = L Lᵀ with L lower triangular. The symmetric part
        /// (A + Aᵀ) / 2 is what is factored, so that gradients are symmetric.
        /// </summary>
        /// <param name="upper">Whether to return Lᵀ, so that A = Uᵀ U.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix is not positive definite.</exception>
        public Tensor Cholesky(bool upper = false, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(Cholesky), aName);
            var l = Shared<Cholesky>.Op.Apply(a);
            return upper ? l.T : l;
        }
    }
}
