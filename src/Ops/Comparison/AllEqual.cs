namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>Whether two tensors have the same shape and the same elements. NaN equals nothing, and dtypes need not be the same. PyTorch's
        /// <c>torch.equal</c>; EqualTo compares element by element.</summary>
        /// <param name="b">What is compared with.</param>
        public bool AllEqual(Tensor b)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a.Shape == b.Shape && a.EqualTo(b).All().Item<bool>();
        }
    }
}
