using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The inner product of two vectors, Σ a b.</summary>
        /// <param name="b">The other vector, of the same size.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">They are no vectors of one size.</exception>
        public Tensor Dot(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Dot), a, 1, b, 1, aName, bName, "Inner and MatMul take more axes.");
            return a.Inner(b, aName, bName);
        }

        /// <summary>The inner product of two vectors, the first conjugated; that of real ones is <see cref="Dot"/>.</summary>
        /// <param name="b">The other vector, of the same size.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">They are no vectors of one size.</exception>
        public Tensor VDot(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(VDot), a, 1, b, 1, aName, bName, "Inner and MatMul take more axes.");
            return a.Inner(b, aName, bName);
        }

        /// <summary>
        /// The sums of products along the last axes: y[i…, j…] = Σₖ a[i…, k] b[j…, k]. A scalar multiplies, as in PyTorch.
        /// </summary>
        /// <param name="b">The other tensor, whose last axis has the same size.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The last axes differ in size.</exception>
        public Tensor Inner(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a.Rank == 0 || b.Rank == 0 ? a * b : a.TensorDot(b, [-1], [-1], aName, bName);
        }

        /// <summary>The products of each element of one vector with each of another, [n] and [m] → [n, m].</summary>
        /// <param name="b">The other vector.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">They are no vectors.</exception>
        public Tensor Outer(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Outer), a, 1, b, 1, aName, bName, "TensorDot with no axes takes more.");
            return a.Unsqueeze(-1) * b;
        }

        /// <summary>The product of a matrix and a vector, [n, m] and [m] → [n].</summary>
        /// <param name="b">The vector.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the vector, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Mv(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Mv), a, 2, b, 1, aName, bName, "MatMul takes others.");
            return a.MatMul(b, aName, bName);
        }

        /// <summary>The products of two matrices, [n, k] and [k, m] → [n, m].</summary>
        /// <param name="b">The other matrix.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Mm(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Mm), a, 2, b, 2, aName, bName, "MatMul takes others.");
            return a.MatMul(b, aName, bName);
        }

        /// <summary>The products of two batches of matrices, [b, n, k] and [b, k, m] → [b, n, m]. The batches do not broadcast.</summary>
        /// <param name="b">The other batch.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Bmm(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Bmm), a, 3, b, 3, aName, bName, "MatMul takes others, and broadcasts.");
            if (a.Shape[0] != b.Shape[0])
                throw new ShapeException(
                    $"Bmm: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; the batches {a.Shape[0]} and " +
                    $"{b.Shape[0]} must be equal. MatMul broadcasts them.");
            return a.MatMul(b, aName, bName);
        }

        /// <summary>
        /// The vector products of vectors of three elements along an axis; the other axes broadcast. y₀ = a₁ b₂ − a₂ b₁, and so on around.
        /// </summary>
        /// <param name="b">The other vectors.</param>
        /// <param name="axis">The axis of the three elements; negative counts from the end.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The axis is out of range or not of size 3, or the shapes do not broadcast.</exception>
        public Tensor Cross(
            Tensor b,
            int axis = -1,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            int p = a.Shape.Axis(axis), q = b.Shape.Axis(axis);
            if (a.Shape[p] != 3 || b.Shape[q] != 3)
                throw new ShapeException(
                    $"Cross: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; axis {axis} must have size 3 in both.");
            return a.Roll(-1, p) * b.Roll(-2, q) - a.Roll(-2, p) * b.Roll(-1, q);
        }

        /// <summary>
        /// The Kronecker product: a block matrix, block (i, j) of which is a[i, j] times b; likewise for any number of axes, those missing in one
        /// counting as of size 1 in front.
        /// </summary>
        /// <param name="b">The other tensor.</param>
        public Tensor Kron(Tensor b)
        {
            ArgumentNullException.ThrowIfNull(b);
            int rank = Math.Max(a.Rank, b.Rank);
            int[] outer = Padded(a.Shape, rank), inner = Padded(b.Shape, rank);
            // Sizes [a₀, 1, a₁, 1, …] times [1, b₀, 1, b₁, …].
            var product = a.Reshape([.. outer.SelectMany(static size => new[] { size, 1 })]) * b.Reshape([.. inner.SelectMany(static size => new[] { 1, size })]);
            return product.Reshape([.. outer.Zip(inner, static (x, y) => x * y)]);
        }
    }

    private static int[] Padded(Shape shape, int rank) => [.. Enumerable.Repeat(1, rank - shape.Rank), .. shape];

    private static void RequireRanks(string operation, Tensor a, int aRank, Tensor b, int bRank, string? aName, string? bName, string wayOut)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (a.Rank != aRank || b.Rank != bRank)
            throw new ShapeException(
                $"{operation}: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; they must have {aRank} and " +
                $"{bRank} axes. {wayOut}");
    }
}
