using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Norms of matrices that have a name instead of a number.</summary>
public enum MatrixNormKind
{
    /// <summary>√(Σ a²), over all elements.</summary>
    Frobenius,

    /// <summary>The sum of the singular values.</summary>
    Nuclear,
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The Frobenius or nuclear norms of matrices.</summary>
        /// <param name="kind">Which norm.</param>
        /// <param name="rows">The axis along which the rows are counted; the last but one unless given.</param>
        /// <param name="columns">The axis along which the columns are counted; the last unless given.</param>
        /// <param name="keepDim">Whether the two axes stay, with size 1.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes, or the two are the same.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor MatrixNorm(
            MatrixNormKind kind = MatrixNormKind.Frobenius,
            int rows = -2,
            int columns = -1,
            bool keepDim = false,
            [CallerArgumentExpression(nameof(a))] string? aName = null) =>
            OfMatrices(a, rows, columns, keepDim, aName, x => kind == MatrixNormKind.Nuclear ? x.SvdVals().Sum(-1) : x.Norm(2, [-2, -1]));

        /// <summary>
        /// The operator norms of matrices: 1 and −1 are the greatest and least sum of absolute values of a column, ∞ and −∞ of a row, 2 and −2 the
        /// greatest and least singular value.
        /// </summary>
        /// <param name="order">1, 2, ∞, or one of their negatives.</param>
        /// <param name="rows">The axis along which the rows are counted; the last but one unless given.</param>
        /// <param name="columns">The axis along which the columns are counted; the last unless given.</param>
        /// <param name="keepDim">Whether the two axes stay, with size 1.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such norm.</exception>
        /// <exception cref="ShapeException">There are fewer than two axes, or the two are the same.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor MatrixNorm(
            double order, int rows = -2, int columns = -1, bool keepDim = false, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            double size = Math.Abs(order);
            if (size != 1 && size != 2 && !double.IsInfinity(size))
                throw new ArgumentOutOfRangeException(
                    nameof(order),
                    order,
                    "MatrixNorm: the order must be 1, 2, infinity or one of their negatives; Norm takes any over two axes.");
            return OfMatrices(a, rows, columns, keepDim, aName, x =>
            {
                var values = size == 2 ? x.SvdVals() : x.Abs().Sum(size == 1 ? -2 : -1);
                return order > 0 ? new Max(-1).Apply(values) : new Min(-1).Apply(values);
            });
        }
    }

    private static Tensor OfMatrices(Tensor a, int rows, int columns, bool keepDim, string? name, Func<Tensor, Tensor> norm)
    {
        Matrices.Require(a, "MatrixNorm", name);
        int row = a.Shape.Axis(rows, "MatrixNorm"), column = a.Shape.Axis(columns, "MatrixNorm");
        if (row == column)
            throw new ShapeException($"MatrixNorm: rows and columns were both to be axis {row} of shape {a.Shape}; give two axes.");
        int[] others = [.. Enumerable.Range(0, a.Rank).Where(axis => axis != row && axis != column)];
        var y = norm(row == a.Rank - 2 && column == a.Rank - 1 ? a : a.Permute([.. others, row, column]));
        return keepDim ? y.Unsqueeze(Math.Min(row, column)).Unsqueeze(Math.Max(row, column)) : y;
    }
}
