namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The mish of each element, x tanh(ln(1 + eˣ)) (Misra 2019).</summary>
        public Tensor Mish() => x * x.Softplus().Tanh();
    }
}
