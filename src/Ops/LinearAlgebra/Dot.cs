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
            RequireSameSize(nameof(Dot), a, b, aName, bName);
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
            RequireSameSize(nameof(VDot), a, b, aName, bName);
            return a.Inner(b, aName, bName);
        }
    }

    private static void RequireSameSize(string operation, Tensor a, Tensor b, string? aName, string? bName)
    {
        if (a.Shape != b.Shape)
            throw new ShapeException($"{operation}: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; they must be equal.");
    }

    private static void RequireRanks(string operation, Tensor a, int aRank, Tensor b, int bRank, string? aName, string? bName, string wayOut)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (a.Rank != aRank || b.Rank != bRank)
            throw new ShapeException(
                $"{operation}: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; they must have {aRank} and " +
                $"{bRank} axes. {wayOut}");
    }
}
