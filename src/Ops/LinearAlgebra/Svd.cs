using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The singular value decomposition A = U diag(s) Vᵀ with s descending, reduced to k = min(m, n) values and packed: [..., m, n] → [..., 1 + m + n, k],
/// s in the first row, then U [m, k] and V [n, k]. Gradients of U and V that are zero throughout count as none, so that functions of the singular
/// values alone have derivatives where those are equal or 0.
/// </summary>
public sealed record Svd : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var a = inputs[0];
        int m = a.Shape[^2], n = a.Shape[^1];
        var columns = Matrices.Copied(n <= m ? a.T : a);
        var packed = Tensor.Empty(Matrices.With(a.Shape, 1 + m + n, Math.Min(m, n)), a.DType);
        if (a.DType == DType.Float32)
            Decompose<float>(columns, m, n, packed);
        else
            Decompose<double>(columns, m, n, packed);
        return packed;
    }

    private static void Decompose<T>(Tensor columns, int m, int n, Tensor packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(m, n), count = new Shape(Matrices.Batch(packed.Shape)).ElementCount;
        Matrices.ForEach<T>(
            columns, packed, count, 10L * k * k * (m + n), Failure, (matrix, result) => SvdKernel.Decompose(matrix, k, m, n, result));
    }

    private static string Failure(string which, int _) => $"Svd: {which} has elements that are not finite, or whose rotations do not converge.";

    /// <summary>The singular values, and the singular vectors as columns.</summary>
    internal static (Tensor U, Tensor S, Tensor V) Unpack(Tensor packed, int m) =>
        (packed.Slice(-2, 1..(1 + m)), packed.Select(-2, 0), packed.Slice(-2, (1 + m)..));

    // With P = Uᵀ dA V and F[i, j] = 1 / (s[j]² − s[i]²): ds = diag P, dU = U (F ∘ (P S + S Pᵀ)) + (1 − U Uᵀ) dA V S⁻¹, and V likewise (Giles 2008,
    // 3.2; Ionescu et al. 2015, with the parts outside of U and V).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var (m, n) = (saved.ShapeOf(0)[^2], saved.ShapeOf(0)[^1]);
        var (u, s, v) = Unpack(saved.Output, m);
        var (du, ds, dv) = Unpack(gradient, m);
        var read = Matrices.IsAnything(gradient.Slice(-2, 1..));
        Tensor gaps = Matrices.Gaps(s * s, read), row = s.Unsqueeze(-2), inverse = Inverse(row, read);
        Tensor x = u.T.MatMul(du) * gaps, y = v.T.MatMul(dv) * gaps;
        var inner = (x + x.T) * row + (y + y.T) * s.Unsqueeze(-1);
        var left = u * ds.Unsqueeze(-2) + u.MatMul(inner);
        if (m > n)
            left += Outside(u, du * inverse);
        var result = left.MatMul(v.T);
        return n > m ? result + u.MatMul(Outside(v, dv * inverse).T) : result;
    }

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        if (tangents[0] is not { } tangent)
            return null;
        var (m, n) = (saved.ShapeOf(0)[^2], saved.ShapeOf(0)[^1]);
        var (u, s, v) = Unpack(saved.Output, m);
        Tensor gaps = Matrices.Gaps(s * s, null), row = s.Unsqueeze(-2), column = s.Unsqueeze(-1);
        Tensor right = tangent.MatMul(v), left = tangent.T.MatMul(u), p = u.T.MatMul(right);
        Tensor du = u.MatMul(gaps * (p * row + p.T * column)), dv = v.MatMul(gaps * (p * column + p.T * row));
        if (m > n)
            du += Outside(u, right / row);
        if (n > m)
            dv += Outside(v, left / row);
        return Tensor.Cat([Matrices.Diagonal(p).Unsqueeze(-2), du, dv], -2);
    }

    /// <summary>x without its part in the span of orthonormal columns.</summary>
    private static Tensor Outside(Tensor columns, Tensor x) => x - columns.MatMul(columns.T.MatMul(x));

    private static Tensor Inverse(Tensor s, Tensor read)
    {
        var skip = s.Detach().EqualTo(0) & !read;
        return Tensor.Where(skip, 0, 1 / Tensor.Where(skip, 1, s));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The singular value decomposition of the matrices [m, n] in the last two axes, A = U diag(s) Vᵀ, with the singular values s descending and
        /// V transposed in the result. The largest element of each column of U is made positive, and derivatives are those of functions that do not
        /// depend on the sign; where singular values are equal, or 0 and the matrix not square, those of singular vectors are infinite or NaN, and
        /// those of singular values alone finite, as in PyTorch.
        /// </summary>
        /// <param name="fullMatrices">
        /// Whether U is [m, m] and Vᵀ [n, n]; else they are [m, k] and [k, n] with k = min(m, n). The vectors beyond the first k are constants to
        /// derivatives, as in PyTorch.
        /// </param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public (Tensor U, Tensor S, Tensor Vh) Svd(bool fullMatrices = true, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(Svd), aName);
            var (u, s, v) = AutoGrad.Svd.Unpack(Shared<Svd>.Op.Apply(a), a.Shape[^2]);
            return fullMatrices ? (Completed(u), s, Completed(v).T) : (u, s, v.T);
        }

        /// <summary>The singular values, descending, of the matrices in the last two axes.</summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public Tensor SvdVals([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(SvdVals), aName);
            return Shared<Svd>.Op.Apply(a).Select(-2, 0);
        }
    }

    /// <summary>Orthonormal columns and as many more as make a square matrix.</summary>
    private static Tensor Completed(Tensor columns)
    {
        int rows = columns.Shape[^2], given = columns.Shape[^1];
        if (rows == given)
            return columns;
        var all = new Qr(Complete: true).Apply(columns.Detach()).Slice(-2, ..rows);
        return Tensor.Cat([columns, all.Slice(-1, given..)], -1);
    }
}
