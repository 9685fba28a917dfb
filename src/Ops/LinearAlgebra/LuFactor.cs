using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// LU factorisations with partial pivoting, packed: [..., m, n] → [..., m, n + 1], L below the diagonal and without its ones, U above, and in the last
/// column which row of A each row of L U is.
/// </summary>
public sealed record LuFactor : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var a = Matrices.Copied(inputs[0]);
        var order = Tensor.Empty(Matrices.With(a.Shape, a.Shape[^2], 1), a.DType);
        if (a.DType == DType.Float32)
            Factor<float>(a, order);
        else
            Factor<double>(a, order);
        return Tensor.Cat([a, order], -1);
    }

    private static void Factor<T>(Tensor a, Tensor order) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = a.Shape[^2], n = a.Shape[^1], k = Math.Min(m, n), count = new Shape(Matrices.Batch(a.Shape)).ElementCount;
        Matrices.ForEach<T>(a, order, count, (long)m * n * k / 2, static (_, _) => "", (matrix, rows) =>
        {
            var pivots = new int[k];
            LuKernel.Factor(matrix, n, pivots);
            for (int i = 0; i < m; i++)
                rows[i] = T.CreateChecked(i);
            for (int i = 0; i < k; i++)
                (rows[i], rows[pivots[i]]) = (rows[pivots[i]], rows[i]);
            return 0;
        });
    }

    /// <summary>The factors together, and the rows' order as Int64.</summary>
    internal static (Tensor Lu, Tensor Permutation) Unpack(Tensor packed) =>
        (packed.Slice(-1, ..^1), packed.Select(-1, packed.Shape[^1] - 1).Detach().To(DType.Int64));

    /// <summary>The factors apart.</summary>
    internal static (Tensor L, Tensor U) Split(Tensor lu)
    {
        int m = lu.Shape[^2], n = lu.Shape[^1], k = Math.Min(m, n);
        return (lu.Slice(-1, ..k).Tril(-1) + Tensor.Eye(m, k, lu.DType), lu.Slice(-2, ..k).Triu());
    }

    // With A = P L U: Ā = P L⁻ᵀ (tril(Lᵀ L̄, −1) + triu(Ū Uᵀ)) U⁻ᵀ for square ones. The rest of a tall matrix is L₂ U, that of a wide one L U₂; they
    // pass part of their gradients on.

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var (lu, order) = Unpack(saved.Output);
        int m = lu.Shape[^2], n = lu.Shape[^1], k = Math.Min(m, n);
        var (l, u) = Split(lu);
        Tensor g = gradient.Slice(-1, ..n), dl = g.Slice(-1, ..k).Tril(-1), du = g.Slice(-2, ..k).Triu();
        TriangularSolve lower = new(Upper: false, Transposed: true, Unit: true), upper = new(Upper: true);
        Tensor l1 = l.Slice(-2, ..k), u1 = u.Slice(-1, ..k), dl1 = dl.Slice(-2, ..k), du1 = du.Slice(-1, ..k);
        Tensor? rest = null;
        if (m > n)
        {
            rest = upper.Apply(u1, dl.Slice(-2, k..).T).T;
            du1 -= l.Slice(-2, k..).T.MatMul(rest).Triu();
        }
        else if (n > m)
        {
            rest = lower.Apply(l1, du.Slice(-1, k..));
            dl1 -= rest.MatMul(u.Slice(-1, k..).T).Tril(-1);
        }
        var inner = l1.T.MatMul(dl1).Tril(-1) + du1.MatMul(u1.T).Triu();
        var result = upper.Apply(u1, lower.Apply(l1, inner).T).T;
        if (rest is not null)
            result = Tensor.Cat([result, rest], m > n ? -2 : -1);
        return order.OneHot(m, result.DType).T.MatMul(result);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The LU factorisation of the matrices in the last two axes, to solve several systems with: L below the diagonal and without its ones, U
        /// above, and the order of the rows: row i of L U is row Permutation[i] of A.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public (Tensor Lu, Tensor Permutation) LuFactor([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(LuFactor), aName);
            return AutoGrad.LuFactor.Unpack(Shared<LuFactor>.Op.Apply(a));
        }

        /// <summary>
        /// The matrices [m, n] in the last two axes as A = P L U: a permutation [m, m], a lower triangle [m, k] with ones on its diagonal, and an upper
        /// one [k, n], k = min(m, n).
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public (Tensor P, Tensor L, Tensor U) Lu([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(Lu), aName);
            var (lu, order) = AutoGrad.LuFactor.Unpack(Shared<LuFactor>.Op.Apply(a));
            var (l, u) = AutoGrad.LuFactor.Split(lu);
            return (order.OneHot(a.Shape[^2], a.DType).T, l, u);
        }
    }

    extension(Tensor b)
    {
        /// <summary>
        /// The solution X of A X = B, given what <see cref="LuFactor"/> made of A. B is [..., n, k], or a vector [n]; the leading axes broadcast. A
        /// singular matrix makes infinities and NaN.
        /// </summary>
        /// <param name="lu">The factors.</param>
        /// <param name="permutation">The order of the rows.</param>
        /// <param name="bName">What the caller calls the right side, for errors.</param>
        /// <param name="luName">What the caller calls the factors, for errors.</param>
        /// <exception cref="ShapeException">The factors are not square, or the right side does not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor LuSolve(
            Tensor lu,
            Tensor permutation,
            [CallerArgumentExpression(nameof(b))] string? bName = null,
            [CallerArgumentExpression(nameof(lu))] string? luName = null)
        {
            ArgumentNullException.ThrowIfNull(permutation);
            AutoGrad.Solve.Check(lu, b, nameof(LuSolve), luName, bName);
            return AutoGrad.Solve.OfColumns(b, right =>
            {
                var ordered = permutation.OneHot(lu.Shape[^1], right.DType).MatMul(right);
                return new TriangularSolve(Upper: true).Apply(lu, new TriangularSolve(Upper: false, Unit: true).Apply(lu, ordered));
            });
        }
    }
}
