namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The whole tensor over and over along its axes, as Repeat, but fewer counts than axes are for the last ones: [2, 3] tiled (2) is [2, 6].
        /// </summary>
        /// <param name="counts">How often along each axis; more counts than axes make new leading ones.</param>
        /// <exception cref="ShapeException">The result has more elements than a tensor can hold.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Tensor Tile(params ReadOnlySpan<int> counts)
        {
            if (counts.Length >= x.Rank)
                return x.Repeat(counts);
            var all = new int[x.Rank];
            Array.Fill(all, 1);
            counts.CopyTo(all.AsSpan(x.Rank - counts.Length));
            return x.Repeat(all);
        }
    }
}
