namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The softmax of −x along an axis: the least element has the greatest share.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Softmin(int axis = -1) => (-x).Softmax(axis);
    }
}
