namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Each element above a threshold, and a value in place of the others. NaN stays.</summary>
        /// <param name="threshold">The threshold; an element that is equal to it is replaced.</param>
        /// <param name="value">What takes the place; a number.</param>
        public Tensor Threshold(double threshold, Tensor value) => Tensor.Where(x <= threshold, value, x);
    }
}
