namespace AutoGrad.Nn;

public static partial class Init
{
    /// <summary>Makes a matrix, [rows, columns], that of the identity: ones on the diagonal, zeros elsewhere.</summary>
    /// <exception cref="ShapeException">The tensor is not a matrix.</exception>
    public static Tensor Eye(Tensor tensor)
    {
        RequireMatrix(tensor, nameof(Eye));
        using (Autodiff.NoGrad())
            return tensor.CopyInPlace(Tensor.Eye(tensor.Shape[0], tensor.Shape[1], tensor.DType));
    }

    /// <summary>Makes the filters of a convolution, [out, in, ...], pass on as many channels as they can: ones in the middle of the filter from
    /// channel i to channel i of each group, zeros elsewhere.</summary>
    /// <param name="tensor">The filters, of one to three spatial axes.</param>
    /// <param name="groups">The groups of output channels, each of which starts with input channel 0.</param>
    /// <exception cref="ShapeException">The tensor has other axes, or the groups do not divide its first.</exception>
    public static Tensor Dirac(Tensor tensor, int groups = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (tensor.Rank is < 3 or > 5)
            throw new ShapeException($"Dirac: the tensor is {tensor.Shape}; the filters of a convolution have three, four or five axes.");
        if (tensor.Shape[0] % groups != 0)
            throw new ShapeException($"Dirac: the tensor is {tensor.Shape}; its first size must be divided by the number of groups, {groups}.");
        int outputs = tensor.Shape[0] / groups;
        using var mode = Autodiff.NoGrad();
        tensor.FillInPlace(0);
        for (int group = 0; group < groups; group++)
            for (int channel = 0; channel < Math.Min(outputs, tensor.Shape[1]); channel++)
            {
                var filter = tensor.Select(0, group * outputs + channel).Select(0, channel);
                while (filter.Rank > 0)
                    filter = filter.Select(0, filter.Shape[0] / 2);
                filter.FillInPlace(1);
            }
        return tensor;
    }

    /// <summary>Makes a weight [out, in, …], as a matrix [out, in·…], a random one with orthonormal rows or, where it has more rows than columns,
    /// columns, times the gain. Saxe, McClelland and Ganguli, ICLR 2014.</summary>
    /// <param name="tensor">The weight to fill.</param>
    /// <param name="gain">What it is multiplied by; see <see cref="CalculateGain"/>.</param>
    /// <param name="generator">Where the numbers are drawn from.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public static Tensor Orthogonal(Tensor tensor, double gain = 1, Generator? generator = null)
    {
        RequireFinite(gain, nameof(Orthogonal), nameof(gain));
        if (tensor.Rank < 2)
            throw new ShapeException($"Orthogonal: the tensor is {tensor.Shape}; it must have two axes or more.");
        if (tensor.ElementCount == 0)
            return tensor;
        int rows = tensor.Shape[0], columns = tensor.ElementCount / rows;
        using var mode = Autodiff.NoGrad();
        var (q, r) = Tensor.Randn([Math.Max(rows, columns), Math.Min(rows, columns)], generator, tensor.DType).Qr();
        q *= r.Diagonal().Sign(); // Without this the rotations would not all be equally likely (Mezzadri 2007).
        return tensor.CopyInPlace((gain * (rows < columns ? q.T : q)).Reshape([.. tensor.Shape]));
    }

    /// <summary>Fills a matrix with draws from N(0, std²), and in each column sets a share of the elements, drawn at random, to 0. Martens, ICML
    /// 2010.</summary>
    /// <param name="tensor">The matrix to fill.</param>
    /// <param name="sparsity">The share of zeros, of which there are as many as that makes, rounded up.</param>
    /// <param name="std">The standard deviation of the others.</param>
    /// <param name="generator">Where the numbers are drawn from.</param>
    /// <exception cref="ShapeException">The tensor is not a matrix.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share lies outside [0, 1], or the standard deviation is negative.</exception>
    public static Tensor Sparse(Tensor tensor, double sparsity, double std = 0.01, Generator? generator = null)
    {
        RequireMatrix(tensor, nameof(Sparse));
        if (!(sparsity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(sparsity), sparsity, "Sparse: the share of zeros must lie in [0, 1].");
        Normal(tensor, 0, std, generator);
        int zeros = (int)Math.Ceiling(sparsity * tensor.Shape[0]);
        using var mode = Autodiff.NoGrad();
        for (int column = 0; column < tensor.Shape[1]; column++)
            tensor.Select(1, column).IndexFillInPlace(0, Tensor.RandPerm(tensor.Shape[0], generator).Slice(0, ..zeros), 0);
        return tensor;
    }

    private static void RequireMatrix(Tensor tensor, string operation)
    {
        if (tensor.Rank != 2)
            throw new ShapeException($"{operation}: the tensor is {tensor.Shape}; it must be a matrix.");
    }
}
