namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The elements with numbers in place of NaN and the infinities, where the derivative is then 0. Whole numbers stay as they are.
        /// </summary>
        /// <param name="nan">What takes the place of NaN.</param>
        /// <param name="positiveInfinity">What takes the place of ∞; null for the greatest number of the dtype.</param>
        /// <param name="negativeInfinity">What takes the place of −∞; null for the least number of the dtype.</param>
        public Tensor NanToNum(double nan = 0, double? positiveInfinity = null, double? negativeInfinity = null)
        {
            if (!x.DType.IsFloatingPoint)
                return x.Clone();
            double greatest = x.DType == DType.Float32 ? float.MaxValue : double.MaxValue;
            var above = Tensor.Where(x.IsPositiveInfinity(), positiveInfinity ?? greatest, x);
            return Tensor.Where(x.IsNaN(), nan, Tensor.Where(x.IsNegativeInfinity(), negativeInfinity ?? -greatest, above));
        }
    }
}
