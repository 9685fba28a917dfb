namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The Kronecker product: a block matrix, block (i, j) of which is a[i, j] times b; likewise for any number of axes, those missing in one
        /// counting as of size 1 in front.
        /// </summary>
        /// <param name="b">The other tensor.</param>
        public Tensor Kron(Tensor b)
        {
            ArgumentNullException.ThrowIfNull(b);
            int rank = Math.Max(a.Rank, b.Rank);
            int[] outer = Padded(a.Shape, rank), inner = Padded(b.Shape, rank);
            // Sizes [a₀, 1, a₁, 1, …] times [1, b₀, 1, b₁, …].
            var product = a.Reshape([.. outer.SelectMany(static size => new[] { size, 1 })]) * b.Reshape([.. inner.SelectMany(static size => new[] { 1, size })]);
            return product.Reshape([.. outer.Zip(inner, static (x, y) => x * y)]);
        }
    }

    private static int[] Padded(Shape shape, int rank) => [.. Enumerable.Repeat(1, rank - shape.Rank), .. shape];
}
