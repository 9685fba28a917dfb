using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The solution X of T X = B for triangular T, [..., n, n] and [..., n, k] → [..., n, k], by substitution; the leading axes broadcast. Of T only the
/// one triangle is read.
/// </summary>
/// <param name="Upper">Whether the upper triangle is read.</param>
/// <param name="Transposed">Whether Tᵀ X = B is solved instead.</param>
/// <param name="Unit">Whether the diagonal is taken for ones, and not read.</param>
public sealed record TriangularSolve(bool Upper, bool Transposed = false, bool Unit = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input0 | Keep.Output : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (t, b) = AutoGrad.Solve.Together(inputs[0], inputs[1]);
        var x = Matrices.Copied(b);
        if (x.DType == DType.Float32)
            InPlace<float>(t, x);
        else
            InPlace<double>(t, x);
        return x;
    }

    private void InPlace<T>(Tensor t, Tensor x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = t.Shape[^1], columns = x.Shape[^1], count = new Shape(Matrices.Batch(t.Shape)).ElementCount;
        var matrices = Matrices.Copied(Transposed ? t.T : t);
        Matrices.ForEach<T>(matrices, x, count, (long)n * n * columns, static (_, _) => "", (triangle, b) =>
        {
            TriangularKernel.Solve(triangle, n, n, b, columns, Upper != Transposed, Unit);
            return 0;
        });
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var solved = (this with { Transposed = !Transposed }).Apply(saved[0], gradient);
        if (input == 1)
            return solved;
        var whole = Transposed ? saved.Output.MatMul(solved.T) : solved.MatMul(saved.Output.T);
        return -(Upper ? whole.Triu(Unit ? 1 : 0) : whole.Tril(Unit ? -1 : 0));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        int rank = Math.Max(inputs.ShapeOf(0).Rank, inputs.ShapeOf(1).Rank);
        return Apply(inputs.WithRank(0, rank), inputs.WithRank(1, rank));
    }
}

public static partial class TensorOps
{
    extension(Tensor t)
    {
        /// <summary>
        /// The solution X of T X = B, of Tᵀ X = B or of X T = B, for the triangular matrices in the last two axes, of which only the one triangle is
        /// read. B is [..., n, k], or a vector [n]; the leading axes broadcast. A zero on the diagonal makes infinities and NaN, as in PyTorch.
        /// </summary>
        /// <param name="b">The right side.</param>
        /// <param name="upper">Whether T is the upper triangle; else it is the lower one.</param>
        /// <param name="transpose">Whether Tᵀ stands in the place of T.</param>
        /// <param name="unitTriangular">Whether the diagonal is taken for ones, and not read.</param>
        /// <param name="left">Whether the unknown stands to the right of T; else X T = B is solved.</param>
        /// <param name="tName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the right side, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square, or the right side does not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor TriangularSolve(
            Tensor b,
            bool upper,
            bool transpose = false,
            bool unitTriangular = false,
            bool left = true,
            [CallerArgumentExpression(nameof(t))] string? tName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            if (!left && b.Rank >= 2)
                return t.TriangularSolve(b.T, upper, !transpose, unitTriangular, true, tName, bName).T;
            AutoGrad.Solve.Check(t, b, nameof(TriangularSolve), tName, bName);
            return AutoGrad.Solve.OfColumns(b, right => new TriangularSolve(upper, transpose == left, unitTriangular).Apply(t, right));
        }
    }
}
