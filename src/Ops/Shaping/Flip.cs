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

        /// <summary>The elements moved along an axis, those that leave it at one end entering at the other: y[i + shift] = x[i].</summary>
        /// <param name="shift">How far; negative moves towards the front.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Roll(int shift, int axis)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along];
            if (size == 0 || shift % size == 0)
                return x;
            int cut = shift > 0 ? size - shift % size : -(shift % size);
            return Tensor.Cat([x.Slice(along, cut..), x.Slice(along, ..cut)], along);
        }
    }
}
