using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The decomposition A = Q R into orthonormal columns and an upper triangle, by Householder reflections, packed: [..., m, n] → [..., m + n, k], Q
/// [m, k] above Rᵀ [n, k]. The diagonal of R has the signs that LAPACK gives it.
/// </summary>
/// <param name="Complete">Whether k is m, and Q square; else k is min(m, n).</param>
public sealed record Qr(bool Complete = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var a = inputs[0];
        int m = a.Shape[^2], n = a.Shape[^1];
        var columns = Matrices.Copied(a.T);
        var packed = Tensor.Empty(Matrices.With(a.Shape, m + n, Complete ? m : Math.Min(m, n)), a.DType);
        if (a.DType == DType.Float32)
            Factor<float>(columns, m, n, packed);
        else
            Factor<double>(columns, m, n, packed);
        return packed;
    }

    private static void Factor<T>(Tensor columns, int m, int n, Tensor packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = packed.Shape[^1], count = new Shape(Matrices.Batch(packed.Shape)).ElementCount;
        Matrices.ForEach<T>(columns, packed, count, 2L * m * n * k, static (_, _) => "", (matrix, result) =>
        {
            QrKernel.Factor(matrix, m, n, k, result);
            return 0;
        });
    }

    /// <summary>The factors.</summary>
    internal static (Tensor Q, Tensor R) Unpack(Tensor packed, int m) => (packed.Slice(-2, ..m), packed.Slice(-2, m..).T);

    // Of a wide matrix [X Y] the first part is Q U and the second Q W, so that W = Qᵀ Y passes part of its gradient on to Q.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        int m = saved.ShapeOf(0)[^2], n = saved.ShapeOf(0)[^1];
        if (Complete && m > n)
            throw new AutogradException(
                $"Qr: the complete decomposition of a matrix with more rows ({m}) than columns ({n}) has no derivative, for nothing says which columns " +
                "Q has beyond the first. Use the reduced one.");
        var (q, r) = Unpack(saved.Output, m);
        var (dq, dr) = Unpack(gradient, m);
        if (m >= n)
            return Square(q, r, dq, dr);
        Tensor w = r.Slice(-1, m..), dw = dr.Slice(-1, m..);
        var first = Square(q, r.Slice(-1, ..m), dq + q.MatMul(w).MatMul(dw.T), dr.Slice(-1, ..m));
        return Tensor.Cat([first, q.MatMul(dw)], -1);
    }

    // With M = R Ḡ_Rᵀ − Ḡ_Qᵀ Q and its lower triangle mirrored: (Ḡ_Q + Q sym(M)) R⁻ᵀ (Walter and Lehmann 2010).
    private static Tensor Square(Tensor q, Tensor r, Tensor dq, Tensor dr)
    {
        var product = r.MatMul(dr.Triu().T) - dq.T.MatMul(q);
        var whole = dq + q.MatMul(product.Tril() + product.Tril(-1).T);
        return new TriangularSolve(Upper: true).Apply(r, whole.T).T;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

/// <summary>What a QR decomposition returns.</summary>
public enum QrMode
{
    /// <summary>Q [m, k] and R [k, n] with k = min(m, n).</summary>
    Reduced,

    /// <summary>Q [m, m] and R [m, n].</summary>
    Complete,
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The decomposition A = Q R of the matrices [m, n] in the last two axes into orthonormal columns and an upper triangle, whose diagonal may be
        /// negative, as in PyTorch. Derivatives ask that the first min(m, n) columns are independent, and for the complete mode that m ≤ n.
        /// </summary>
        /// <param name="mode">How many columns Q has.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public (Tensor Q, Tensor R) Qr(QrMode mode = QrMode.Reduced, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(Qr), aName);
            return AutoGrad.Qr.Unpack(new Qr(mode == QrMode.Complete).Apply(a), a.Shape[^2]);
        }
    }
}
