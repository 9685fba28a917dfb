using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The matrix product of the last two axes, [..., M, K] · [..., K, N] → [..., M, N], the leading axes broadcast. Either operand may be given
/// transposed, so that the gradients are matrix products of the operands as they are.
/// </summary>
/// <param name="TransposedA">Whether the first operand is [..., K, M].</param>
/// <param name="TransposedB">Whether the second operand is [..., N, K].</param>
public sealed record MatMul(bool TransposedA = false, bool TransposedB = false) : BilinearOp
{
    private static readonly MatMul[] forms = [new(false, false), new(false, true), new(true, false), new(true, true)];

    /// <summary>The shared instance of a form.</summary>
    public static MatMul Of(bool transposeA = false, bool transposeB = false) => forms[(transposeA ? 2 : 0) + (transposeB ? 1 : 0)];

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor a, Tensor b)
    {
        if (TransposedA)
            a = a.T;
        if (TransposedB)
            b = b.T;
        Check(a, b, null, null);
        if (a.Rank < 2 || b.Rank < 2)
            throw new ShapeException($"MatMul: the operation takes matrices and got {a.Shape} and {b.Shape}; " +
                "call x.MatMul(y), which takes vectors too.");
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Gemm.Product(a.To(dtype), b.To(dtype));
    }

    // With A and B as the product sees them, dA = G·Bᵀ and dB = Aᵀ·G; an operand given transposed has the transpose of that.

    /// <inheritdoc/>
    protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) =>
        TransposedA ? Of(TransposedB, true).Apply(b, gradient) : Of(false, !TransposedB).Apply(gradient, b);

    /// <inheritdoc/>
    protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) =>
        TransposedB ? Of(true, TransposedA).Apply(gradient, a) : Of(!TransposedA, false).Apply(a, gradient);

    /// <summary>Checks that two operands have a product.</summary>
    internal static void Check(Tensor a, Tensor b, string? aName, string? bName)
    {
        if (a.Rank == 0 || b.Rank == 0)
            throw Error("a scalar has no matrix product. Did you mean the elementwise product, *?");
        if (!a.DType.IsFloatingPoint || !b.DType.IsFloatingPoint)
            throw new DTypeException(
                $"MatMul: {CallerName.Or(aName, "a")} is {a.DType} and {CallerName.Or(bName, "b")} is {b.DType}; both must be floating-point. " +
                "Convert with .To(DType.Float32).");
        int inner = a.Shape[^1], other = b.Rank == 1 ? b.Shape[0] : b.Shape[^2];
        if (inner != other)
            throw Error($"the inner sizes {inner} and {other} must be " +
                $"equal.{Suggestion(a.Shape, b.Shape, CallerName.Or(aName, "a"), CallerName.Or(bName, "b"))}");
        if (a.Rank > 2 && b.Rank > 2 && !Shape.TryBroadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray(), out _))
            throw Error("the leading axes must broadcast: aligned at the right, sizes equal or 1.");

        ShapeException Error(string what) => new($"MatMul: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; " +
            $"{what}");
    }

    private static string Suggestion(Shape a, Shape b, string first, string second) =>
        b.Rank >= 2 && a[^1] == b[^1] ? $" Did you mean {first}.MatMul({second}.T)?"
        : a.Rank >= 2 && a[^2] == b[b.Rank == 1 ? 0 : b.Rank - 2] ? $" Did you mean {first}.T.MatMul({second})?"
        : "";

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        int rankA = inputs.ShapeOf(0).Rank, rankB = inputs.ShapeOf(1).Rank;
        if (!inputs.IsBatched(1) && rankB == 2 && !TransposedA)
        {
            // One right operand for all samples: a single product of many rows.
            var a = inputs[0];
            var product = Apply(a.Reshape(TensorOps.Rows(a.Shape), a.Shape[^1]), inputs.AsGiven(1));
            return product.Reshape([.. a.Shape.AsSpan()[..^1], product.Shape[^1]]);
        }
        int rank = Math.Max(rankA, rankB);
        return Apply(inputs.WithRank(0, rank), inputs.WithRank(1, rank));
    }
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The matrix product. Two vectors give their inner product, a matrix and a vector a vector; the leading axes of more than two are batches
        /// and broadcast, as in NumPy and PyTorch.
        /// </summary>
        /// <exception cref="ShapeException">The inner sizes differ, the batches do not broadcast, or an operand is a scalar.</exception>
        /// <exception cref="DTypeException">An operand does not hold floating-point numbers.</exception>
        public Tensor MatMul(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            AutoGrad.MatMul.Check(a, b, aName, bName);
            if (a.Rank == 2 && b.Rank == 2)
                return Product(a, b);
            if (b.Rank <= 2)
            {
                // One right operand for all batches: a single product of many rows, and a gradient that needs no summing over batches.
                var product = Product(a.Reshape(Rows(a.Shape), a.Shape[^1]), b.Rank == 1 ? b.Unsqueeze(-1) : b);
                return product.Reshape(b.Rank == 1 ? a.Shape.AsSpan()[..^1] : [.. a.Shape.AsSpan()[..^1], b.Shape[^1]]);
            }
            var batched = Product(a.Rank == 1 ? a.Unsqueeze(0) : a, b);
            return a.Rank == 1 ? batched.Squeeze(-2) : batched;
        }
    }

    /// <summary>
    /// The product, taking an operand that is a transposed view for what it shows transposed: its gradient then comes out in the layout of the memory
    /// behind the view.
    /// </summary>
    private static Tensor Product(Tensor a, Tensor b)
    {
        bool ta = IsTransposed(a), tb = IsTransposed(b);
        return AutoGrad.MatMul.Of(ta, tb).Apply(ta ? a.T : a, tb ? b.T : b);
    }

    internal static int Rows(Shape shape)
    {
        int rows = 1;
        foreach (int size in shape.AsSpan()[..^1])
            rows *= size;
        return rows;
    }

    private static bool IsTransposed(Tensor x) => x.RequiresGrad && x.Strides[^2] == 1 && x.Strides[^1] > 1;
}
