namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Whether each element has a sign, that of −0 and of NaN included. Bool.</summary>
        public Tensor Signbit() => x.DType.IsFloatingPoint ? Tensor.Ones([], x.DType).Copysign(x.Detach()) < 0 : x < 0;

        /// <summary>The tensor itself, as <c>+x</c>.</summary>
        public Tensor Positive() => x;
    }
}
