using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The eigenvalues w, ascending, and orthonormal eigenvectors V of symmetric matrices, A = V diag(w) Vᵀ, packed: [..., n, n] → [..., n + 1, n], w in
/// the first row and V below. Of A the symmetric part is taken. A gradient of V that is zero throughout counts as none, so that functions of the
/// eigenvalues alone have derivatives where eigenvalues are equal.
/// </summary>
public sealed record Eigh : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var a = Matrices.Copied(Matrices.Symmetric(inputs[0]));
        var packed = Tensor.Empty(Matrices.With(a.Shape, a.Shape[^1] + 1, a.Shape[^1]), a.DType);
        if (a.DType == DType.Float32)
            Decompose<float>(a, packed);
        else
            Decompose<double>(a, packed);
        return packed;
    }

    private static void Decompose<T>(Tensor a, Tensor packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.Shape[^1];
        Matrices.ForEach<T>(
            a, packed, new Shape(Matrices.Batch(a.Shape)).ElementCount, 8L * n * n * n, Failure, (matrix, result) => EighKernel.Decompose(matrix, n, result));
    }

    private static string Failure(string which, int value) =>
        $"Eigh: {which} has an eigenvalue, number {value - 1}, that was not found; look for NaN or infinities in the matrix.";

    /// <summary>The eigenvalues and eigenvectors.</summary>
    internal static (Tensor Values, Tensor Vectors) Unpack(Tensor packed) => (packed.Select(-2, 0), packed.Slice(-2, 1..));

    // dw = diag(Vᵀ dA V) and dV = V (F ∘ Vᵀ dA V) with F[i, j] = 1 / (w[j] − w[i]) (Giles 2008, 3.1).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var (w, v) = Unpack(saved.Output);
        var (dw, dv) = Unpack(gradient);
        var inner = v.T.MatMul(dv) * Matrices.Gaps(w, Matrices.IsAnything(dv));
        return Matrices.Symmetric((v * dw.Unsqueeze(-2) + v.MatMul(inner)).MatMul(v.T));
    }

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        if (tangents[0] is not { } tangent)
            return null;
        var (w, v) = Unpack(saved.Output);
        var inner = v.T.MatMul(Matrices.Symmetric(tangent)).MatMul(v);
        return Tensor.Cat([Matrices.Diagonal(inner).Unsqueeze(-2), v.MatMul(inner * Matrices.Gaps(w, null))], -2);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The eigenvalues, ascending, and eigenvectors, the columns of an orthogonal matrix, of the symmetric matrices in the last two axes:
        /// A = V diag(w) Vᵀ. The symmetric part (A + Aᵀ) / 2 is what is decomposed. The largest element of each eigenvector is made positive, and
        /// derivatives are those of functions that do not depend on the sign; where eigenvalues are equal, those of eigenvectors are infinite or
        /// NaN, and those of eigenvalues alone finite, as in PyTorch.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public (Tensor Values, Tensor Vectors) Eigh([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(Eigh), aName);
            return AutoGrad.Eigh.Unpack(Shared<Eigh>.Op.Apply(a));
        }

        /// <summary>The eigenvalues, ascending, of the symmetric matrices in the last two axes, as <see cref="Eigh"/>.</summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public Tensor EigValsH([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(EigValsH), aName);
            return Shared<Eigh>.Op.Apply(a).Select(-2, 0);
        }
    }
}
