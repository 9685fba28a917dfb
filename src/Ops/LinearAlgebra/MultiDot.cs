namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>
        /// The product of several matrices in the order that takes the fewest multiplications. The first may be a row and the last a column given as
        /// vectors; their axes are gone from the result.
        /// </summary>
        /// <param name="matrices">At least one, of two axes but for those at the ends.</param>
        /// <exception cref="ArgumentException">There are none.</exception>
        /// <exception cref="ShapeException">They do not fit.</exception>
        /// <exception cref="DTypeException">One is not floating-point.</exception>
        public static Tensor MultiDot(params ReadOnlySpan<Tensor> matrices)
        {
            if (matrices.Length < 2)
                return matrices.Length == 1 ? matrices[0] : throw new ArgumentException("MultiDot: there are no matrices to multiply.");
            var chain = matrices.ToArray();
            bool row = chain[0].Rank == 1, column = chain[^1].Rank == 1;
            if (row)
                chain[0] = chain[0].Unsqueeze(0);
            if (column)
                chain[^1] = chain[^1].Unsqueeze(-1);
            for (int i = 0; i < chain.Length; i++)
                if (chain[i].Rank != 2)
                    throw new ShapeException(
                        $"MultiDot: matrix {i} is {matrices[i].Shape}; matrices of two axes are multiplied, and vectors at the ends. MatMul takes batches.");
            for (int i = 1; i < chain.Length; i++)
                AutoGrad.MatMul.Check(chain[i - 1], chain[i], $"matrix {i - 1}", $"matrix {i}");
            var product = Product(chain, Splits(chain), 0, chain.Length - 1);
            product = column ? product.Squeeze(-1) : product;
            return row ? product.Squeeze(0) : product;
        }
    }

    /// <summary>Where to split each stretch of the chain (Cormen et al., Introduction to Algorithms, 14.2).</summary>
    private static int[,] Splits(Tensor[] chain)
    {
        int n = chain.Length;
        var split = new int[n, n];
        var cost = new double[n, n];
        for (int length = 1; length < n; length++)
            for (int from = 0; from + length < n; from++)
            {
                int to = from + length;
                cost[from, to] = double.PositiveInfinity;
                for (int at = from; at < to; at++)
                {
                    double total = cost[from, at] + cost[at + 1, to] + (double)chain[from].Shape[0] * chain[at].Shape[1] * chain[to].Shape[1];
                    if (total < cost[from, to])
                        (cost[from, to], split[from, to]) = (total, at);
                }
            }
        return split;
    }

    private static Tensor Product(Tensor[] chain, int[,] splits, int from, int to) => from == to
        ? chain[from]
        : Product(chain, splits, from, splits[from, to]).MatMul(Product(chain, splits, splits[from, to] + 1, to));
}
