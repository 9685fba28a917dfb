namespace AutoGrad.Distributions;

/// <summary>The distribution of the classes 0 to K − 1, each with its own probability; draws are Int64.</summary>
public sealed class Categorical : Distribution
{
    private readonly bool ofLogits;

    /// <summary>A distribution for each vector of probabilities, or of their logarithms, [..., K].</summary>
    /// <param name="probs">Probabilities, 0 or more; they are divided by their sum.</param>
    /// <param name="logits">Logarithms of probabilities up to a constant, in their place.</param>
    /// <exception cref="ArgumentException">Neither or both are given.</exception>
    /// <exception cref="ShapeException">The parameter is a scalar, or there are no classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is negative, or all of a vector are 0.</exception>
    public Categorical(Tensor? probs = null, Tensor? logits = null) : base(
        Batch(probs ?? logits), (probs ?? logits) is { } given ? ParameterChecks.Real(given, nameof(probs)).DType : DType.Float32)
    {
        ParameterChecks.RequireOne(nameof(Categorical), probs, logits);
        ofLogits = probs is null;
        if (probs is null)
        {
            var x = ParameterChecks.Real(logits!, nameof(logits));
            Logits = x.LogSoftmax();
            Probs = Logits.Exp();
            return;
        }
        var p = ParameterChecks.Real(probs, nameof(probs));
        ParameterChecks.Require(nameof(Categorical), p, nameof(probs), static v => v >= 0, "a probability is 0 or more");
        var sum = p.Sum(-1, keepDim: true);
        ParameterChecks.Require(nameof(Categorical), sum, "the sum of probs", static v => v > 0, "it must be more than 0");
        Probs = p / sum;
        Logits = ParameterChecks.Inner(Probs).Log();
    }

    /// <summary>The probabilities, [..., K], their sums 1.</summary>
    public Tensor Probs { get; }

    /// <summary>Their logarithms; of 0 and 1 those of the nearest numbers between, as in PyTorch.</summary>
    public Tensor Logits { get; }

    /// <summary>K, the number of classes.</summary>
    public int Classes => Probs.Shape[^1];

    /// <summary>NaN, for classes have no mean.</summary>
    public override Tensor Mean => Tensor.Full(BatchShape, double.NaN, DType);

    /// <summary>NaN, for classes have no variance.</summary>
    public override Tensor Variance => Mean;

    /// <inheritdoc/>
    public override bool HasRSample => false;

    /// <inheritdoc/>
    public override Tensor Entropy() => -(Probs * Logits.Clamp(min: LeastFinite)).Sum(-1);

    /// <inheritdoc/>
    public override string ToString() => $"Categorical({(ofLogits ? "logits" : "probs")}: {Probs.Shape})";

    private double LeastFinite => DType == DType.Float32 ? float.MinValue : double.MinValue;

    /// <summary>The class at which the sum of the probabilities passes a number drawn evenly below their total.</summary>
    private protected override Tensor Draw(Shape shape, Generator? generator)
    {
        var sums = Probs.Cumsum(-1);
        var drawn = Uniformly(shape, generator).Unsqueeze(-1) * sums.Slice(-1, ^1..);
        return (sums <= drawn).Sum(-1).Clamp(max: Classes - 1);
    }

    private protected override Tensor LogProbOf(Tensor value)
    {
        if (value.DType.IsFloatingPoint || value.DType == DType.Bool)
            throw new DTypeException($"LogProb: the value is {value.DType}; classes are whole numbers. Convert with .To(DType.Int64).");
        int classes = Classes;
        ParameterChecks.Require(
            "LogProb", value.To(DType.Int64), "the value", v => v >= 0 && v < classes, $"classes are numbered from 0 to {classes - 1}");
        var shape = Shape.Broadcast(value.Shape, BatchShape);
        return Logits.Expand([.. shape, classes]).Gather(-1, value.To(DType.Int64).Expand(shape).Unsqueeze(-1)).Squeeze(-1);
    }

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not Categorical other)
            return null;
        if (other.Classes != Classes)
            throw new ShapeException($"KlDivergence: {this} has {Classes} classes and {other} has {other.Classes}; they must be equal.");
        var possible = Probs.NotEqualTo(0);
        var terms = Tensor.Where(possible, Probs * Tensor.Where(possible, Logits - other.Logits, 0), 0);
        return Tensor.Where(possible & other.Probs.EqualTo(0), double.PositiveInfinity, terms).Sum(-1);
    }

    private static Shape Batch(Tensor? parameter)
    {
        if (parameter is null)
            return default;
        if (parameter.Rank == 0 || parameter.Shape[^1] == 0)
            throw new ShapeException(
                $"Categorical: the parameter is {parameter.Shape}; it must be [..., K], K being the number of classes, 1 or more.");
        return new(parameter.Shape.AsSpan()[..^1]);
    }
}
