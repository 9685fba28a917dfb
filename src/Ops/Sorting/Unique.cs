namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The distinct elements in ascending order; for each element where it stands among them (Int64, of this shape); and how often each occurs
        /// (Int64). With an axis the same of the slices along it, ordered by their first elements, then by the second, and so on; the second result is
        /// then a vector. −0 equals 0, and each NaN is one of its own, at the end. The gradient of a value goes to its first occurrence.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end; null for all elements.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Inverse, Tensor Counts) Unique(int? axis = null)
        {
            var rows = Slices(x, axis, nameof(Unique));
            var order = rows.Rank == 1
                ? new ArgSort(0).Apply(rows)
                : RowOrder.Of(rows.Reshape([rows.Shape[0], rows.Shape.AsSpan()[1..].Product()]));
            return Distinct(rows.IndexSelect(0, order), order, x, axis);
        }

        /// <summary>
        /// The elements in row-major order without those that equal the one before them; for each element where it stands among them (Int64, of this
        /// shape); and how many equal ones it stands for (Int64). With an axis the same of the slices along it; the second result is then a vector.
        /// Each NaN is one of its own. The gradient of a value goes to the first of those it stands for.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end; null for all elements.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Inverse, Tensor Counts) UniqueConsecutive(int? axis = null) =>
            Distinct(Slices(x, axis, nameof(UniqueConsecutive)), null, x, axis);
    }

    private static int Product(this ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
            product *= size;
        return product;
    }

    /// <summary>What is to be told apart, along axis 0.</summary>
    private static Tensor Slices(Tensor x, int? axis, string operation) =>
        axis is { } along ? x.MoveAxis(x.Shape.Axis(along, operation), 0) : x.Flatten();

    /// <summary>The first of each run of equal rows.</summary>
    /// <param name="rows">The rows in the order in which they are compared.</param>
    /// <param name="order">Where each of them stood; null where they did not move.</param>
    /// <param name="x">The tensor asked about.</param>
    /// <param name="axis">The axis asked about.</param>
    private static (Tensor Values, Tensor Inverse, Tensor Counts) Distinct(Tensor rows, Tensor? order, Tensor x, int? axis)
    {
        int count = rows.Shape[0];
        if (count == 0)
            return (axis is { } empty ? rows.MoveAxis(0, empty) : rows, Tensor.Zeros(axis is null ? x.Shape : [0], DType.Int64),
                Tensor.Zeros([0], DType.Int64));
        var isNew = rows.Slice(0, 1..).NotEqualTo(rows.Slice(0, ..^1));
        if (isNew.Rank > 1)
            isNew = isNew.Any(LastAxes.Of(isNew.Rank - 1));
        var zero = Tensor.Zeros([1], DType.Int64);
        var starts = Tensor.Cat([zero, isNew.Nonzero().Flatten() + 1]);
        var inverse = Tensor.Cat([zero, isNew.Cumsum(0)]);
        if (order is not null)
            inverse = inverse.Scatter(0, order, inverse);
        var counts = Tensor.Cat([starts.Slice(0, 1..), Tensor.Full([1], count, DType.Int64)]) - starts;
        var values = rows.IndexSelect(0, starts);
        return axis is { } along ? (values.MoveAxis(0, along), inverse, counts) : (values, inverse.Reshape(x.Shape), counts);
    }
}
