namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The mean over the given axes, or over all: the sum divided by how many were summed.</summary>
        /// <param name="axes">The axes to average over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Mean(Axes axes = default, bool keepDim = false)
        {
            int count = 1;
            foreach (int axis in axes.Resolve(x.Shape))
                count *= x.Shape[axis];
            return x.Sum(axes, keepDim) * (1.0 / count);
        }

        /// <summary>The mean over one axis.</summary>
        /// <param name="axis">The axis to average over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Mean(int axis, bool keepDim = false) => x.Mean(new Axes(axis), keepDim);
    }
}
