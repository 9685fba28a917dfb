namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>Tensors side by side: joined along axis 1, vectors and scalars along axis 0.</summary>
        /// <exception cref="ShapeException">There are none, or their other sizes differ.</exception>
        public static Tensor HStack(params ReadOnlySpan<Tensor> tensors) =>
            Tensor.Cat(Each(tensors, AtLeast1D), tensors.Length > 0 && tensors[0].Rank > 1 ? 1 : 0);

        /// <summary>Tensors below each other: joined along axis 0, a vector being a row.</summary>
        /// <exception cref="ShapeException">There are none, or their other sizes differ.</exception>
        public static Tensor VStack(params ReadOnlySpan<Tensor> tensors) => Tensor.Cat(Each(tensors, AtLeast2D));

        /// <summary>Tensors behind each other: joined along axis 2, a matrix being [m, n, 1] and a vector [1, n, 1].</summary>
        /// <exception cref="ShapeException">There are none, or their other sizes differ.</exception>
        public static Tensor DStack(params ReadOnlySpan<Tensor> tensors) => Tensor.Cat(Each(tensors, AtLeast3D), 2);

        /// <summary>Tensors side by side: joined along axis 1, a vector being a column.</summary>
        /// <exception cref="ShapeException">There are none, or their other sizes differ.</exception>
        public static Tensor ColumnStack(params ReadOnlySpan<Tensor> tensors) =>
            Tensor.Cat(Each(tensors, static x => x.Rank < 2 ? x.Reshape(x.ElementCount, 1) : x), 1);
    }

    private static Tensor[] Each(ReadOnlySpan<Tensor> tensors, Func<Tensor, Tensor> function)
    {
        var results = new Tensor[tensors.Length];
        for (int i = 0; i < results.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(tensors[i], nameof(tensors));
            results[i] = function(tensors[i]);
        }
        return results;
    }
}
