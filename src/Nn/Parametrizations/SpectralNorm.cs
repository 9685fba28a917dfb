namespace AutoGrad.Nn;

/// <summary>
/// A layer whose weight is divided by its greatest singular value σ, so that it lengthens nothing: w = w₀ / σ, σ = uᵀ·W₀·v, where W₀ is w₀ as a matrix
/// with the indices of one axis as rows. u and v approach the singular vectors by steps of the power iteration, u = W₀v / ‖W₀v‖ and
/// v = W₀ᵀu / ‖W₀ᵀu‖, taken at each call in training, and count as constants. Miyato, Kataoka, Koyama and Yoshida, ICLR 2018.
/// </summary>
/// <typeparam name="TLayer">The layer.</typeparam>
public sealed class SpectralNorm<TLayer> : Parametrization<TLayer> where TLayer : Module<Tensor, Tensor>
{
    /// <summary>Parametrises a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="powerIterations">How many steps each call in training takes.</param>
    /// <param name="epsilon">What keeps the divisors of the steps from zero.</param>
    /// <param name="axis">The axis whose indices are the rows; null for 1 where the layer is a transposed convolution, and 0 elsewhere.</param>
    /// <param name="name">The name of the layer's parameter.</param>
    /// <param name="generator">Where u and v are drawn from; 15 steps follow.</param>
    /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
    /// <exception cref="AutogradException">The parameter is computed already.</exception>
    /// <exception cref="IndexException">The parameter has no such axis.</exception>
    /// <exception cref="ShapeException">The parameter is a scalar or empty.</exception>
    public SpectralNorm(
        TLayer layer, int powerIterations = 1, double epsilon = 1e-12, int? axis = null, string name = "Weight", Generator? generator = null)
        : base(layer, name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(powerIterations);
        (PowerIterations, Epsilon) = (powerIterations, Require.NonNegative(epsilon, nameof(SpectralNorm<>), nameof(epsilon)));
        var shape = ComputedShape;
        if (shape.Rank == 0 || shape.ElementCount == 0)
            throw new ShapeException($"SpectralNorm: {name} of {layer.Headline} is {shape}; only of vectors and matrices is there a norm.");
        int chosen = axis ?? (layer.Window?.Transposed == true ? 1 : 0);
        if (chosen < -shape.Rank || chosen >= shape.Rank)
            throw new IndexException($"SpectralNorm: axis {chosen} was asked of {name}, which is {shape}.");
        Axis = chosen < 0 ? chosen + shape.Rank : chosen;
        WeightOrig = new(Take());
        if (shape.Rank == 1)
            return;
        int rows = shape[Axis];
        Tensor Draw(int count) => Unit(Tensor.Randn([count], generator, WeightOrig.DType));
        (WeightU, WeightV) = (new(Draw(rows)), new(Draw(shape.ElementCount / rows)));
        Iterate(15);
    }

    /// <summary>w₀, which is learned.</summary>
    public Parameter WeightOrig { get; }

    /// <summary>u, about the first left singular vector; null where the weight is a vector, which is divided by its length.</summary>
    public TensorBuffer? WeightU { get; }

    /// <summary>v, about the first right singular vector; null where the weight is a vector.</summary>
    public TensorBuffer? WeightV { get; }

    /// <summary>How many steps each call in training takes.</summary>
    public int PowerIterations { get; }

    /// <summary>What keeps the divisors of the steps from zero.</summary>
    public double Epsilon { get; }

    /// <summary>The axis whose indices are the rows of the matrix.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override Tensor Compute()
    {
        if (WeightU is null)
            return Unit(WeightOrig);
        if (IsTraining && !Autodiff.IsRecomputing)
            Iterate(PowerIterations);
        // Copies: the next call writes to the buffers, and the backward pass of this one reads them.
        var sigma = WeightU.Clone().Dot(Matrix().MatMul(WeightV!.Clone()));
        return WeightOrig / sigma;
    }

    private Tensor Matrix() => WeightOrig.MoveAxis(Axis, 0).Flatten(1);

    private void Iterate(int steps)
    {
        using var unrecorded = Autodiff.NoGrad();
        var matrix = Matrix();
        for (int i = 0; i < steps; i++)
        {
            WeightU!.CopyInPlace(Unit(matrix.MatMul(WeightV!)));
            WeightV!.CopyInPlace(Unit(WeightU.MatMul(matrix)));
        }
    }

    private Tensor Unit(Tensor x) => x / x.Norm().Clamp(min: Epsilon);

    /// <inheritdoc/>
    protected override string Describe() => $"{ParameterName}, axis: {Axis}, powerIterations: {PowerIterations}";
}
