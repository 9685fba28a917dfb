namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The piecewise quadratic swish of each element, x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).</summary>
        public Tensor Hardswish() => x * (x + 3).Clamp(0, 6) / 6;
    }
}
