namespace AutoGrad.Nn;

/// <summary>
/// Adds to each position p of a sequence waves of many lengths: sin(p / 10000^(2i/E)) to feature 2i and cos of the same to feature 2i + 1. Vaswani et al.,
/// 2017. Sequences are [L, N, E], [N, L, E] if the batch comes first, or [L, E] without a batch.
/// </summary>
public sealed class PositionalEncoding : Module<Tensor, Tensor>
{
    /// <summary>An encoding for sequences up to a length.</summary>
    /// <param name="dModel">The number E of features.</param>
    /// <param name="maxLength">The greatest length.</param>
    /// <param name="dropout">The probability of an element of the sum to be dropped in training.</param>
    /// <param name="batchFirst">Whether sequences are [N, L, E] rather than [L, N, E].</param>
    /// <param name="generator">Where dropout draws from.</param>
    /// <param name="dtype">The dtype of the waves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or dropout no probability.</exception>
    public PositionalEncoding(
        int dModel, int maxLength = 5000, double dropout = 0.1, bool batchFirst = false, Generator? generator = null, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(dModel, GetType().Name);
        Require.AtLeastOne(maxLength, GetType().Name);
        BatchFirst = batchFirst;
        Dropout = new(dropout, generator);
        var positions = Tensor.Arange(maxLength).To(DType.Float64).Unsqueeze(1);
        var pairs = Tensor.Arange((dModel + 1) / 2).To(DType.Float64);
        var angles = positions * (pairs * (-2 * Math.Log(10000) / dModel)).Exp();
        Waves = new(Tensor.Stack([angles.Sin(), angles.Cos()], axis: -1).Flatten(1)[.., ..dModel].To(dtype));
    }

    /// <summary>The waves, [maxLength, E].</summary>
    public TensorBuffer Waves { get; }

    /// <summary>What drops elements in training.</summary>
    public Dropout Dropout { get; }

    /// <summary>Whether the batch is the first axis of sequences; else it is the second.</summary>
    public bool BatchFirst { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another rank or number of features, or is too long.</exception>
    /// <exception cref="DTypeException">x has another dtype than the waves.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Waves);
        int axis = x.Rank == 3 && BatchFirst ? 1 : 0;
        if (x.Rank is not (2 or 3) || x.Shape[^1] != Waves.Shape[1] || x.Shape[axis] > Waves.Shape[0])
            throw new ShapeException(
                $"{Headline}: the input is {x.Shape}; it must be {(BatchFirst ? "[N, L, " : "[L, N, ")}{Waves.Shape[1]}], or [L, {Waves.Shape[1]}] without " +
                $"a batch, with L at most {Waves.Shape[0]}.");
        var waves = Waves[..x.Shape[axis]];
        return Dropout.Call(x + (x.Rank == 3 && !BatchFirst ? waves.Unsqueeze(1) : waves));
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{Waves.Shape[1]}, maxLength: {Waves.Shape[0]}{(BatchFirst ? ", batchFirst: true" : "")}";
}
