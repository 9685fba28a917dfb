namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Differences of neighbours along an axis, y[i] = x[i + 1] − x[i], several times over. Of Bool, whether they differ.</summary>
        /// <param name="order">How many times.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="prepend">What to put before the elements first, with as many axes.</param>
        /// <param name="append">What to put after them.</param>
        /// <exception cref="ShapeException">The axis is out of range, or what to put there does not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
        public Tensor Diff(int order = 1, int axis = -1, Tensor? prepend = null, Tensor? append = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(order);
            int along = x.Shape.Axis(axis);
            var y = x;
            if (order > 0 && (prepend ?? append) is not null)
                y = Tensor.Cat([.. prepend is null ? [] : new[] { prepend }, x, .. append is null ? [] : new[] { append }], along);
            for (int i = 0; i < order && y.Shape[along] > 0; i++)
            {
                Tensor later = y.Slice(along, 1..), earlier = y.Slice(along, ..^1);
                y = y.DType == DType.Bool ? later.NotEqualTo(earlier) : later - earlier;
            }
            return y;
        }
    }
}
