namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The elements along an axis in order, and where each stood (Int64). Sorting is stable: equal elements keep their order. −0 equals 0, and NaN
        /// counts as greatest. The gradient of a value goes to where it stood.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="descending">Whether the greatest comes first.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Indices) Sort(int axis = -1, bool descending = false) =>
            AutoGrad.ArgSort.Take(x, axis, descending, null, nameof(Sort));
    }
}
