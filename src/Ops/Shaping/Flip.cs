namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The elements in reverse order along the given axes, or along all.</summary>
        /// <param name="axes">The axes to reverse.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Flip(Axes axes = default)
        {
            var y = x;
            foreach (int axis in axes.Resolve(x.Shape))
                y = y.IndexSelect(axis, Tensor.Arange(x.Shape[axis] - 1, -1, -1));
            return y;
        }

        /// <summary>Left and right exchanged: axis 1 in reverse order.</summary>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor FlipLR() => x.Rank >= 2 ? x.Flip(1)
            : throw new ShapeException($"FlipLR: shape {x.Shape} has no columns; two axes or more are needed. Use Flip.");

        /// <summary>Up and down exchanged: axis 0 in reverse order.</summary>
        /// <exception cref="ShapeException">The tensor is a scalar.</exception>
        public Tensor FlipUD() => x.Rank >= 1 ? x.Flip(0) : throw new ShapeException("FlipUD: a scalar has no rows; one axis or more is needed.");
    }
}
