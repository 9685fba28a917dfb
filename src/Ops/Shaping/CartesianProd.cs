namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>All combinations of one element of each vector, a row each, those of the last changing fastest; one vector as it is.</summary>
        /// <exception cref="ShapeException">One is no vector, or there are none.</exception>
        public static Tensor CartesianProd(params ReadOnlySpan<Tensor> vectors)
        {
            foreach (var vector in vectors)
                if (RequireVector(vector, nameof(CartesianProd)).Rank == 0)
                    throw new ShapeException("CartesianProd: a scalar is no vector; use AtLeast1D.");
            return vectors.Length == 1
                ? vectors[0]
                : Tensor.Stack(Tensor.Meshgrid(vectors), -1).Reshape(-1, vectors.Length);
        }
    }
}
