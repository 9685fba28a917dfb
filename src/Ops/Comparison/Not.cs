namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Whether each element is false.</summary>
        /// <exception cref="DTypeException">The operand is not Bool.</exception>
        public static Tensor operator !(Tensor value) => value.Not();

        /// <summary>Whether each element is false.</summary>
        /// <exception cref="DTypeException">The tensor is not Bool.</exception>
        public Tensor Not()
        {
            Masks.Require(nameof(Not), x, null, "x");
            return x.EqualTo(false);
        }
    }
}
