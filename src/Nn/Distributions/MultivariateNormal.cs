namespace AutoGrad.Distributions;

/// <summary>The normal distribution over vectors of K numbers, with density e^(−½ (x − μ)ᵀ Σ⁻¹ (x − μ)) / √((2π)ᴷ det Σ).</summary>
public sealed class MultivariateNormal : Distribution
{
    private MultivariateNormal((Tensor Loc, Tensor ScaleTril) parameters)
        : base(new(parameters.Loc.Shape.AsSpan()[..^1]), parameters.Loc.DType, [parameters.Loc.Shape[^1]]) => (Loc, ScaleTril) = parameters;

    /// <summary>A distribution for each mean and covariance, whose batches broadcast. Give exactly one of the three matrices.</summary>
    /// <param name="loc">The mean μ, [..., K].</param>
    /// <param name="covarianceMatrix">The covariance Σ, [..., K, K], symmetric and positive definite.</param>
    /// <param name="precisionMatrix">Its inverse.</param>
    /// <param name="scaleTril">Its Cholesky factor, the lower triangular L with positive diagonal and L Lᵀ = Σ.</param>
    /// <exception cref="ArgumentException">Not exactly one matrix is given.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">The parameters are not of one floating-point dtype.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The diagonal of L is not positive, or there is something above it.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is not positive definite.</exception>
    public MultivariateNormal(Tensor loc, Tensor? covarianceMatrix = null, Tensor? precisionMatrix = null, Tensor? scaleTril = null)
        : this(Aligned(loc, covarianceMatrix, precisionMatrix, scaleTril))
    {
    }

    /// <summary>The mean, [..., K].</summary>
    public Tensor Loc { get; }

    /// <summary>The Cholesky factor of the covariance, [..., K, K].</summary>
    public Tensor ScaleTril { get; }

    /// <summary>The covariance, [..., K, K].</summary>
    public Tensor CovarianceMatrix => ScaleTril.MatMul(ScaleTril.T);

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => ScaleTril.Square().Sum(-1);

    private Tensor HalfLogDet => ScaleTril.Diagonal(0, -2, -1).Log().Sum(-1);

    private double HalfLog2Pi => 0.5 * EventShape[0] * Math.Log(2 * Math.PI);

    /// <inheritdoc/>
    public override Tensor Entropy() => 0.5 * EventShape[0] + HalfLog2Pi + HalfLogDet;

    /// <inheritdoc/>
    public override string ToString() => $"MultivariateNormal(loc: {Loc.Shape}, scaleTril: {ScaleTril.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) =>
        Loc + ScaleTril.MatMul(Tensor.Randn(shape, generator, DType).Unsqueeze(-1)).Squeeze(-1);

    private protected override Tensor LogProbOf(Tensor value) => -0.5 * Distance(ScaleTril, value - Loc) - HalfLogDet - HalfLog2Pi;

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not MultivariateNormal other)
            return null;
        if (other.EventShape != EventShape)
            throw new ShapeException($"KlDivergence: {this} is over vectors of {EventShape[0]} and {other} of {other.EventShape[0]}.");
        var shape = Shape.Broadcast(ScaleTril.Shape, other.ScaleTril.Shape);
        var spread = other.ScaleTril.Expand(shape).TriangularSolve(ScaleTril.Expand(shape), upper: false).Square().Sum([-2, -1]);
        return other.HalfLogDet - HalfLogDet + 0.5 * (spread + Distance(other.ScaleTril, other.Loc - Loc) - EventShape[0]);
    }

    /// <summary>|L⁻¹ x|², the square of Mahalanobis's distance.</summary>
    private static Tensor Distance(Tensor scaleTril, Tensor x)
    {
        Shape batch = new(x.Shape.AsSpan()[..^1]);
        var factor = scaleTril.Expand([.. batch, x.Shape[^1], x.Shape[^1]]);
        return factor.TriangularSolve(x.Unsqueeze(-1), upper: false).Squeeze(-1).Square().Sum(-1);
    }

    private static (Tensor Loc, Tensor ScaleTril) Aligned(Tensor loc, Tensor? covariance, Tensor? precision, Tensor? scaleTril)
    {
        ArgumentNullException.ThrowIfNull(loc);
        Tensor[] given = [.. new[] { covariance, precision, scaleTril }.OfType<Tensor>()];
        if (given.Length != 1)
            throw new ArgumentException($"MultivariateNormal: {given.Length} matrices are given; give one of covarianceMatrix, precisionMatrix and scaleTril.");
        var matrix = given[0];
        string name = covariance is not null ? nameof(covariance) + "Matrix" : precision is not null ? nameof(precision) + "Matrix" : nameof(scaleTril);
        if (loc.Rank == 0 || loc.Shape[^1] == 0 || matrix.Rank < 2 || matrix.Shape[^1] != loc.Shape[^1] || matrix.Shape[^2] != loc.Shape[^1]
            || !Shape.TryBroadcast(new(loc.Shape.AsSpan()[..^1]), new(matrix.Shape.AsSpan()[..^2]), out var batch))
            throw new ShapeException($"MultivariateNormal: loc is {loc.Shape} and {name} is {matrix.Shape}; they must be [..., K] and [..., K, K].");
        if (!loc.DType.IsFloatingPoint || matrix.DType != loc.DType)
            throw new DTypeException($"MultivariateNormal: loc is {loc.DType} and {name} {matrix.DType}; they must be of one floating-point dtype.");
        int size = loc.Shape[^1];
        var factor = scaleTril ?? (covariance is null ? FactorOfInverse(precision!) : covariance.Cholesky());
        if (scaleTril is not null)
        {
            ParameterChecks.RequirePositive(nameof(MultivariateNormal), scaleTril.Diagonal(0, -2, -1), "the diagonal of scaleTril");
            ParameterChecks.Require(
                nameof(MultivariateNormal), scaleTril.Triu(1), "scaleTril", static v => v == 0, "above its diagonal there must be zeros");
        }
        return (loc.Expand([.. batch, size]), factor.Expand([.. batch, size, size]));
    }

    /// <summary>The Cholesky factor of P⁻¹: if the reversed P is M Mᵀ, the inverse of the reversed M, transposed.</summary>
    private static Tensor FactorOfInverse(Tensor precision)
    {
        var inverse = precision.Flip([-2, -1]).Cholesky().Flip([-2, -1]).T;
        return inverse.TriangularSolve(Tensor.Eye(precision.Shape[^1], dtype: precision.DType).Expand(precision.Shape), upper: false);
    }
}
