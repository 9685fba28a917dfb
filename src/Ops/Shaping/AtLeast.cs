namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor, a scalar as a vector of one element.</summary>
        public Tensor AtLeast1D() => x.Rank == 0 ? x.Reshape(1) : x;

        /// <summary>The tensor with two axes or more: a vector as a row, [1, n].</summary>
        public Tensor AtLeast2D() => x.Rank < 2 ? x.AtLeast1D().Unsqueeze(0) : x;

        /// <summary>The tensor with three axes or more: a vector as [1, n, 1], a matrix as [m, n, 1].</summary>
        public Tensor AtLeast3D() => x.Rank < 3 ? x.AtLeast2D().Unsqueeze(-1) : x;
    }
}
