namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>All bits of each whole number inverted, −x − 1 where it has a sign; of Bool whether each element is false.</summary>
        /// <exception cref="DTypeException">The operand is floating-point.</exception>
        public static Tensor operator ~(Tensor value) => value.BitwiseNot();

        /// <summary>All bits of each whole number inverted, −x − 1 where it has a sign; of Bool whether each element is false.</summary>
        /// <exception cref="DTypeException">The tensor is floating-point.</exception>
        public Tensor BitwiseNot() => x.DType switch
        {
            DType.Bool => x.Not(),
            DType.Byte => x.BitwiseXor(byte.MaxValue),
            DType.Int32 or DType.Int64 => x.BitwiseXor(-1),
            _ => throw new DTypeException($"BitwiseNot: x is {x.DType}; only whole numbers and Bool have bits. Convert with .To(DType.Int64)."),
        };
    }
}
