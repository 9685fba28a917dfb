namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
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

        /// <summary>The elements moved along several axes, those that leave one at an end entering at the other.</summary>
        /// <param name="shifts">How far along each axis; negative moves towards the front.</param>
        /// <param name="axes">As many axes; negative ones count from the end, and one listed twice moves by the sum.</param>
        /// <exception cref="ShapeException">An axis is out of range, or there are not as many axes as shifts.</exception>
        public Tensor Roll(ReadOnlySpan<int> shifts, ReadOnlySpan<int> axes)
        {
            if (shifts.Length != axes.Length)
                throw new ShapeException($"Roll: {shifts.Length} shifts were given for {axes.Length} axes; give one for each.");
            var y = x;
            for (int i = 0; i < shifts.Length; i++)
                y = y.Roll(shifts[i], axes[i]);
            return y;
        }

        /// <summary>All elements moved in row-major order, those that leave the tensor at one end entering at the other.</summary>
        /// <param name="shift">How far; negative moves towards the front.</param>
        public Tensor Roll(int shift) => x.Flatten().Roll(shift, 0).Reshape(x.Shape.AsSpan());
    }
}
