namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor y)
    {
        /// <summary>The integral along an axis by the trapezoidal rule, Σ dx (y[i] + y[i + 1]) / 2, of values at equal distances.</summary>
        /// <param name="dx">The distance.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Trapezoid(double dx = 1, int axis = -1) => Trapezoids(y, dx, y.Shape.Axis(axis)).Sum(y.Shape.Axis(axis));

        /// <summary>The integral along an axis by the trapezoidal rule, Σ (x[i + 1] − x[i]) (y[i] + y[i + 1]) / 2.</summary>
        /// <param name="x">Where the values stand: a vector along the axis, or a tensor that broadcasts against the values.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the places do not fit the values.</exception>
        public Tensor Trapezoid(Tensor x, int axis = -1)
        {
            var (parts, along) = Trapezoids(y, x, axis, nameof(Trapezoid));
            return parts.Sum(along);
        }

        /// <summary>The integral up to each place after the first along an axis, by the trapezoidal rule.</summary>
        /// <param name="dx">The distance of the values.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor CumulativeTrapezoid(double dx = 1, int axis = -1) => Trapezoids(y, dx, y.Shape.Axis(axis)).Cumsum(y.Shape.Axis(axis));

        /// <summary>The integral up to each place after the first along an axis, by the trapezoidal rule.</summary>
        /// <param name="x">Where the values stand: a vector along the axis, or a tensor that broadcasts against the values.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the places do not fit the values.</exception>
        public Tensor CumulativeTrapezoid(Tensor x, int axis = -1)
        {
            var (parts, along) = Trapezoids(y, x, axis, nameof(CumulativeTrapezoid));
            return parts.Cumsum(along);
        }
    }

    private static Tensor Trapezoids(Tensor y, Tensor dx, int axis) => y.Shape[axis] == 0
        ? 0.5 * y
        : (y.Slice(axis, 1..) + y.Slice(axis, ..^1)) * (0.5 * dx);

    private static (Tensor Parts, int Axis) Trapezoids(Tensor y, Tensor x, int axis, string operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        int along = y.Shape.Axis(axis, operation), fromEnd = along - y.Rank;
        if (x.Rank == 1)
        {
            var shape = new int[-fromEnd];
            Array.Fill(shape, 1);
            shape[0] = x.ElementCount;
            x = x.Reshape(shape);
        }
        if (x.Rank < -fromEnd || x.Shape[fromEnd] != y.Shape[along] || !Shape.TryBroadcast(x.Shape, y.Shape, out var both))
            throw new ShapeException($"{operation}: the places are {x.Shape} and the values {y.Shape}; along axis {along} there must be as many, " +
                "and the other sizes must be equal or 1.");
        return (Trapezoids(y, x.Diff(axis: fromEnd), along), along + both.Rank - y.Rank);
    }
}
