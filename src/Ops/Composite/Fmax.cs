namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The greater of two elements, the other one where one is NaN; Maximum passes NaN on. Where they are equal each has half the
        /// gradient.</summary>
        /// <param name="b">The other tensor, or a number.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Fmax(Tensor b) => Tensor.Where(a.IsNaN(), b, Tensor.Where(b.IsNaN(), a, a.Maximum(b)));

        /// <summary>The lesser of two elements, the other one where one is NaN; Minimum passes NaN on. Where they are equal each has half the
        /// gradient.</summary>
        /// <param name="b">The other tensor, or a number.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Fmin(Tensor b) => Tensor.Where(a.IsNaN(), b, Tensor.Where(b.IsNaN(), a, a.Minimum(b)));
    }
}
