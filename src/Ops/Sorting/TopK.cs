namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The greatest or least <paramref name="k"/> elements along an axis, in order, and where they stood (Int64). Of equal elements the first come
        /// first, and NaN counts as greatest. The gradient of a value goes to where it stood.
        /// </summary>
        /// <param name="k">How many, at most the size of the axis.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="largest">Whether the greatest are asked for, descending; else the least, ascending.</param>
        /// <param name="sorted">Whether they must come in order. They do in any case.</param>
        /// <exception cref="IndexException">There are fewer than k elements along the axis, or k is negative.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Indices) TopK(int k, int axis = -1, bool largest = true, bool sorted = true) =>
            AutoGrad.ArgSort.Take(x, axis, largest, k, nameof(TopK));
    }
}
