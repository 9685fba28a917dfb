using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The matrix product of the last two axes, [..., M, K] · [..., K, N] → [..., M, N], the leading axes broadcast. Vectors are made matrices by
/// <see cref="TensorOps"/>' MatMul, which users call.
/// </summary>
public sealed record MatMul : BilinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor a, Tensor b)
    {
        Check(a, b, null, null);
        var dtype = a.DType == b.DType ? a.DType : DTypes.Promote(a.DType, b.DType);
        return Gemm.Product(a.To(dtype), b.To(dtype));
    }

    /// <inheritdoc/>
    protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) => Apply(gradient, b.T);

    /// <inheritdoc/>
    protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) => Apply(a.T, gradient);

    internal static void Check(Tensor a, Tensor b, string? aName, string? bName)
    {
        string first = Named(aName, "a"), second = Named(bName, "b");
        string shapes = $"MatMul: {first} is {a.Shape} and {second} is {b.Shape}; ";
        if (a.Rank == 0 || b.Rank == 0)
            throw new ShapeException(shapes + "a scalar has no matrix product. Did you mean the elementwise product, *?");
        if (!a.DType.IsFloatingPoint || !b.DType.IsFloatingPoint)
            throw new DTypeException($"MatMul: {first} is {a.DType} and {second} is {b.DType}; both must be floating-point. Convert with .To(DType.Float32).");
        int inner = a.Shape[^1], other = b.Rank == 1 ? b.Shape[0] : b.Shape[^2];
        if (inner != other)
            throw new ShapeException(shapes + $"the inner sizes {inner} and {other} must be equal." + Suggestion(a.Shape, b.Shape, first, second));
        if (a.Rank > 2 && b.Rank > 2 && !Shape.TryBroadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray(), out _))
            throw new ShapeException(shapes + "the leading axes must broadcast: aligned at the right, sizes equal or 1.");
    }

    private static string Suggestion(Shape a, Shape b, string first, string second) =>
        b.Rank >= 2 && a[^1] == b[^1] ? $" Did you mean {first}.MatMul({second}.T)?"
        : a.Rank >= 2 && a[^2] == b[b.Rank == 1 ? 0 : b.Rank - 2] ? $" Did you mean {first}.T.MatMul({second})?"
        : "";

    private static string Named(string? expression, string letter) => expression is { Length: > 0 and <= 40 } && !expression.Contains('\n') ? expression : letter;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The matrix product. Two vectors give their inner product, a matrix and a vector a vector; the leading axes of more than two are batches and
        /// broadcast, as in NumPy and PyTorch.
        /// </summary>
        /// <exception cref="ShapeException">The inner sizes differ, the batches do not broadcast, or an operand is a scalar.</exception>
        /// <exception cref="DTypeException">An operand does not hold floating-point numbers.</exception>
        public Tensor MatMul(Tensor b, [CallerArgumentExpression(nameof(a))] string? aName = null, [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            AutoGrad.MatMul.Check(a, b, aName, bName);
            var product = Shared<MatMul>.Op.Apply(a.Rank == 1 ? a.Unsqueeze(0) : a, b.Rank == 1 ? b.Unsqueeze(-1) : b);
            return (a.Rank, b.Rank) switch
            {
                (1, 1) => product.Reshape([]),
                (1, _) => product.Squeeze(-2),
                (_, 1) => product.Squeeze(-1),
                _ => product,
            };
        }
    }
}
