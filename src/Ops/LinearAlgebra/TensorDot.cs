using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The sums of products over the last axes of one tensor and the first of another; what is left of both makes the result.</summary>
        /// <param name="b">The other tensor.</param>
        /// <param name="count">Over how many axes; 0 multiplies each element with each.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The sizes differ, or there are not so many axes.</exception>
        public Tensor TensorDot(
            Tensor b,
            int count = 2,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            if (count < 0 || count > a.Rank || count > b.Rank)
                throw new ShapeException(
                    $"TensorDot: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; both must have the {count} " +
                    "axes to sum over.");
            return a.TensorDot(b, Enumerable.Range(a.Rank - count, count).ToArray(), Enumerable.Range(0, count).ToArray(), aName, bName);
        }

        /// <summary>
        /// The sums of products over axes of one tensor paired with axes of another; what is left of both, in order, makes the result.
        /// </summary>
        /// <param name="b">The other tensor.</param>
        /// <param name="aAxes">Axes of this tensor.</param>
        /// <param name="bAxes">As many axes of the other, each of the size of its partner; one of size 1 is repeated.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The sizes differ, or an axis is out of range or listed twice.</exception>
        public Tensor TensorDot(
            Tensor b,
            Axes aAxes,
            Axes bAxes,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            int[] first = aAxes.Resolve(a.Shape), second = bAxes.Resolve(b.Shape);
            for (int i = 0; i < first.Length || i < second.Length; i++)
            {
                int p = i < first.Length ? a.Shape[first[i]] : -1, q = i < second.Length ? b.Shape[second[i]] : -1;
                if (p < 0 || q < 0 || p != q && p != 1 && q != 1)
                    throw new ShapeException(
                        $"TensorDot: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; axes " +
                        $"[{string.Join(", ", first)}] of one and [{string.Join(", ", second)}] of the other must be as many and of the same sizes.");
            }
            int label = 0;
            int[] aLabels = [.. Enumerable.Range(0, a.Rank)], bLabels = [.. Enumerable.Range(a.Rank, b.Rank)];
            for (int i = 0; i < first.Length; i++)
                aLabels[first[i]] = bLabels[second[i]] = --label;
            return new Contraction([new(a, aLabels), new(b, bLabels)], [.. aLabels.Concat(bLabels).Where(static l => l >= 0)]).Result();
        }
    }
}
