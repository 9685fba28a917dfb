namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>What is left of each element without its whole part, x − trunc(x), of the sign of x. The derivative is 1.</summary>
        public Tensor Frac() => x - x.Trunc();
    }
}
