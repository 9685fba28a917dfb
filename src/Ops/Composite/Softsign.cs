namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The softsign of each element, x / (1 + |x|).</summary>
        public Tensor Softsign() => x / (1 + x.Abs());
    }
}
