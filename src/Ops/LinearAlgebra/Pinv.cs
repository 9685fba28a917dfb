using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The Moore–Penrose pseudo-inverses of matrices, [..., m, n] → [..., n, m], by singular values. Those up to the greater of the two tolerances count
/// as 0; the derivative is that among matrices of the same rank.
/// </summary>
/// <param name="Relative">The tolerance as a part of the largest singular value; null for max(m, n) times the dtype's precision.</param>
/// <param name="Absolute">The tolerance.</param>
public sealed record Pinv(double? Relative = null, double Absolute = 0) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output | Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (u, s, v) = Svd.Unpack(Shared<Svd>.Op.Apply(inputs[0]), inputs[0].Shape[^2]);
        var isThere = IsThere(s, inputs[0].Shape, Relative, Absolute);
        var inverse = Tensor.Where(isThere, 1 / Tensor.Where(isThere, s, 1), 0);
        return (v * inverse.Unsqueeze(-2)).MatMul(u.T);
    }

    /// <summary>Which singular values count as more than 0. Left to the default, the relative tolerance gives way to an absolute one.</summary>
    internal static Tensor IsThere(Tensor s, Shape shape, double? relative, double absolute)
    {
        if (s.ElementCount == 0)
            return Tensor.Zeros(s.Shape, DType.Bool);
        double precision = Math.Max(shape[^2], shape[^1]) * (s.DType == DType.Float32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52));
        return s > (s.Slice(-1, ..1) * (relative ?? (absolute > 0 ? 0 : precision))).Maximum(absolute);
    }

    // dP = −P dA P + P Pᵀ dAᵀ (1 − A P) + (1 − P A) dAᵀ Pᵀ P (Golub and Pereyra 1973).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        Tensor a = saved[0], p = saved.Output;
        Tensor left = gradient.T.MatMul(p).MatMul(p.T), right = p.T.MatMul(p).MatMul(gradient.T);
        return left - a.MatMul(p.MatMul(left)) + right - right.MatMul(p).MatMul(a) - p.T.MatMul(gradient).MatMul(p.T);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The Moore–Penrose pseudo-inverses of the matrices in the last two axes. Singular values count as 0 up to the greater of
        /// <paramref name="absoluteTolerance"/> and <paramref name="relativeTolerance"/> times the largest one. Derivatives are those among matrices
        /// of the same rank; where the rank changes nearby there are none.
        /// </summary>
        /// <param name="relativeTolerance">By default max(m, n) times the dtype's precision, or 0 where an absolute tolerance is given.</param>
        /// <param name="absoluteTolerance">0 unless given.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public Tensor Pinv(
            double? relativeTolerance = null, double absoluteTolerance = 0, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(Pinv), aName);
            return new Pinv(relativeTolerance, absoluteTolerance).Apply(a);
        }
    }
}
