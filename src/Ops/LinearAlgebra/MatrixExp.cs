using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The exponentials of square matrices, [..., n, n] → [..., n, n], by a Padé approximant of order 13 with scaling and squaring (Higham 2005).
/// </summary>
public sealed record MatrixExp : Op
{
    /// <summary>Up to this norm the approximant is exact to Float64's precision.</summary>
    private const double LargestNorm = 5.371920351148152;

    private const int MostSquarings = 1100;

    private static readonly double[] pade =
    [
        64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640,
        1323241920, 40840800, 960960, 16380, 182, 1,
    ];

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var a = inputs[0];
        if (a.ElementCount == 0)
            return a.Clone();
        double[] norms = a.Abs().Sum(-2).Max(-1).To(DType.Float64).ToArray<double>();
        double[] squarings = Array.ConvertAll(norms, static norm =>
            norm > LargestNorm && double.IsFinite(norm) ? Math.Min(MostSquarings, Math.Ceiling(Math.Log2(norm / LargestNorm))) : 0);
        Shape each = [.. Matrices.Batch(a.Shape), 1, 1];
        var scales = Tensor.Of<double>(Array.ConvertAll(squarings, static s => Math.Pow(2, -s)), each).To(a.DType);
        var y = Approximant(a * scales);
        var counts = Tensor.Of<double>(squarings, each);
        for (int i = 0; i < squarings.Max(); i++)
            y = Tensor.Where(counts > i, y.MatMul(y), y);
        return y;
    }

    private static Tensor Approximant(Tensor a)
    {
        var one = Matrices.Eye(a.Shape[^1], a.DType);
        Tensor a2 = a.MatMul(a), a4 = a2.MatMul(a2), a6 = a4.MatMul(a2);
        var odd = a.MatMul(a6.MatMul(Of(13)) + Of(7) + one * pade[1]);
        var even = a6.MatMul(Of(12)) + Of(6) + one * pade[0];
        return (even - odd).Solve(even + odd);

        // The terms of three neighbouring powers, the highest of which has the given coefficient.
        Tensor Of(int highest) => a6 * pade[highest] + a4 * pade[highest - 2] + a2 * pade[highest - 4];
    }

    // exp [A E; 0 A] has the derivative of exp at A along E in its upper right corner (Mathias 1996); the transpose of that map is the same at Aᵀ.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => Along(saved[0].T, gradient);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0] is { } t ? Along(saved[0], t) : null;

    private Tensor Along(Tensor a, Tensor direction)
    {
        int n = a.Shape[^1];
        if (a.ElementCount == 0)
            return direction;
        // It is linear in the direction, whose size would otherwise ask for squarings.
        var size = direction.Detach().Abs().Max([-2, -1], keepDim: true);
        size = Tensor.Where(size > 0, size, 1);
        var block = Tensor.Cat([Tensor.Cat([a, direction / size], -1), Tensor.Cat([Tensor.ZerosLike(a), a], -1)], -2);
        return Apply(block).Slice(-2, ..n).Slice(-1, n..) * size;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The exponentials 1 + A + A²/2 + A³/6 + … of the square matrices in the last two axes.</summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor MatrixExp([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(MatrixExp), aName);
            return Shared<MatrixExp>.Op.Apply(a);
        }
    }
}
