using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
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
    }
}
