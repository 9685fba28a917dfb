using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The inverses of square matrices, [..., n, n] → [..., n, n], by LU factorisation.</summary>
public sealed record Inverse : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Matrices.Copied(Matrices.Eye(inputs[0].Shape[^1], inputs[0].DType).Expand(inputs[0].Shape));
        AutoGrad.Solve.InPlace(inputs[0], y, Name);
        return y;
    }

    // d(A⁻¹) = −A⁻¹ dA A⁻¹ (Giles 2008, 2.2.3).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        -saved.Output.T.MatMul(gradient).MatMul(saved.Output.T);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The inverses of the matrices in the last two axes. To solve A X = B, <see cref="Solve"/> is faster and more accurate than a product with
        /// the inverse.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix is singular.</exception>
        public Tensor Inverse([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(Inverse), aName);
            return Shared<Inverse>.Op.Apply(a);
        }
    }
}
