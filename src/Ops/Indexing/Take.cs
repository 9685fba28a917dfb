namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The elements that stand at given places in row-major order. The result has the shape of the index.</summary>
        /// <param name="index">Whole numbers; negative ones count from the end.</param>
        /// <exception cref="IndexException">An index lies outside the elements.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor Take(Tensor index)
        {
            ArgumentNullException.ThrowIfNull(index);
            return Places.Take(x.Flatten(), Indices.Of(index, nameof(Take)), nameof(Take));
        }
    }
}
