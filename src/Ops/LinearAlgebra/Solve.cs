using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The solution X of A X = B, [..., n, n] and [..., n, k] → [..., n, k], by LU factorisation with partial pivoting; the leading axes broadcast.
/// </summary>
public sealed record Solve : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input0 | Keep.Output : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (a, b) = Together(inputs[0], inputs[1]);
        var x = Matrices.Copied(b);
        InPlace(a, x, Name);
        return x;
    }

    // dX = A⁻¹ (dB − dA X) (Giles 2008, 2.3.1).

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var solved = Apply(saved[0].T, gradient);
        return input == 1 ? solved : -solved.MatMul(saved.Output.T);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        int rank = Math.Max(inputs.ShapeOf(0).Rank, inputs.ShapeOf(1).Rank);
        return Apply(inputs.WithRank(0, rank), inputs.WithRank(1, rank));
    }

    /// <summary>Two operands of one dtype and one batch.</summary>
    internal static (Tensor A, Tensor B) Together(Tensor a, Tensor b)
    {
        var dtype = DTypes.Promote(a.DType, b.DType);
        int[] batch = Shape.Broadcast(Matrices.Batch(a.Shape), Matrices.Batch(b.Shape)).ToArray();
        return (a.To(dtype).Expand([.. batch, .. a.Shape.AsSpan()[^2..]]), b.To(dtype).Expand([.. batch, .. b.Shape.AsSpan()[^2..]]));
    }

    /// <summary>Writes the solutions over the contiguous right sides.</summary>
    internal static void InPlace(Tensor a, Tensor b, string operation)
    {
        if (b.DType == DType.Float32)
            InPlace<float>(a, b, operation);
        else
            InPlace<double>(a, b, operation);
    }

    private static void InPlace<T>(Tensor a, Tensor b, string operation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.Shape[^1], columns = b.Shape[^1], count = new Shape(Matrices.Batch(a.Shape)).ElementCount;
        Matrices.ForEach<T>(Matrices.Copied(a), b, count, (long)n * n * (n + 2 * columns), Failure, (factors, x) =>
        {
            var pivots = new int[n];
            int zero = LuKernel.Factor(factors, n, pivots);
            if (zero == 0)
                LuKernel.Solve(factors, n, pivots, x, columns);
            return zero;
        });

        string Failure(string which, int column) =>
            $"{operation}: {which} is singular: nothing is left of column {column - 1} once the columns before it are eliminated. " +
            $"{(operation == "Inverse" ? "Pinv gives the pseudo-inverse." : "LstSq gives the solution of least squares.")}";
    }

    internal static void Check(Tensor a, Tensor b, string operation, string? aName, string? bName)
    {
        Matrices.RequireSquare(a, operation, aName);
        Matrices.RequireReal(b, operation, bName, "b");
        if (b.Rank == 0 || (b.Rank == 1 ? b.Shape[0] : b.Shape[^2]) != a.Shape[^1])
            throw Error($"the right side must have {a.Shape[^1]} rows.");
        if (b.Rank > 2 && !Shape.TryBroadcast(Matrices.Batch(a.Shape), Matrices.Batch(b.Shape), out _))
            throw Error("the leading axes must broadcast: aligned at the right, sizes equal or 1.");

        ShapeException Error(string what) => new(
            $"{operation}: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; {what}");
    }

    /// <summary>Applies an operation on matrices to a right side that may be a vector.</summary>
    internal static Tensor OfColumns(Tensor b, Func<Tensor, Tensor> solve) => b.Rank == 1 ? solve(b.Unsqueeze(-1)).Squeeze(-1) : solve(b);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The solution X of A X = B, for the square matrices in the last two axes. B is [..., n, k], or a vector [n]; the leading axes broadcast. For
        /// a batch of vectors, unsqueeze them: <c>a.Solve(b.Unsqueeze(-1)).Squeeze(-1)</c>.
        /// </summary>
        /// <param name="b">The right side.</param>
        /// <param name="left">Whether the unknown stands to the right of A; else X A = B is solved.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the right side, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square, or the right side does not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix is singular.</exception>
        public Tensor Solve(
            Tensor b,
            bool left = true,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            if (!left && b.Rank >= 2)
                return a.T.Solve(b.T, true, aName, bName).T;
            AutoGrad.Solve.Check(a, b, nameof(Solve), aName, bName);
            return AutoGrad.Solve.OfColumns(b, right => Shared<Solve>.Op.Apply(left ? a : a.T, right));
        }
    }
}
