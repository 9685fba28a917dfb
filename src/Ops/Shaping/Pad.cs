namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with a margin of one value around it.</summary>
        /// <param name="padding">How much to put before and after along each axis; fewer pairs than axes are for the last ones.</param>
        /// <param name="value">What to put there.</param>
        /// <exception cref="ShapeException">There are more pairs than axes.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
        public Tensor Pad(ReadOnlySpan<(int Before, int After)> padding, double value = 0)
        {
            if (padding.Length > x.Rank)
                throw new ShapeException($"Pad: {padding.Length} pairs were given for shape {x.Shape}; use at most one for each axis.");
            foreach (var (before, after) in padding)
                if (before < 0 || after < 0)
                    throw new ArgumentOutOfRangeException(nameof(padding), $"Pad: ({before}, {after}) is negative; to take elements away use Slice.");
            var y = x;
            for (int i = 0; i < padding.Length; i++)
            {
                int axis = x.Rank - padding.Length + i;
                var (before, after) = padding[i];
                if (before + after == 0)
                    continue;
                var margin = Tensor.Full([], value, x.DType);
                y = Tensor.Cat([margin.Expand(y.Shape.With(axis, before)), y, margin.Expand(y.Shape.With(axis, after))], axis);
            }
            return y;
        }

        /// <summary>The tensor with one value put before and after along one axis.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="before">How many before.</param>
        /// <param name="after">How many after.</param>
        /// <param name="value">What to put there.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
        public Tensor Pad(int axis, int before, int after, double value = 0)
        {
            var padding = new (int, int)[x.Rank - x.Shape.Axis(axis)];
            padding[0] = (before, after);
            return x.Pad(padding, value);
        }
    }
}
