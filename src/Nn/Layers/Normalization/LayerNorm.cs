namespace AutoGrad.Nn;

/// <summary>
/// Each example brought to mean 0 and variance 1 over its last axes: y = (x − E[x]) / √(Var[x] + epsilon) · weight + bias, with the biased variance.
/// Ba, Kiros and Hinton, 2016.
/// </summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    /// <summary>A layer whose scale starts at 1 and shift at 0.</summary>
    /// <param name="normalizedShape">The sizes of the last axes, over which is normalised: <c>[128]</c>.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="affine">Whether a learned scale and shift follow.</param>
    /// <param name="bias">Whether the shift is there too.</param>
    /// <param name="dtype">The dtype of scale and shift.</param>
    /// <exception cref="ShapeException">The shape has no axes, or an empty one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative, infinite or not a number.</exception>
    public LayerNorm(Shape normalizedShape, double epsilon = 1e-5, bool affine = true, bool bias = true, DType dtype = DType.Float32)
    {
        if (normalizedShape.Rank == 0 || normalizedShape.ElementCount == 0)
            throw new ShapeException($"LayerNorm: the normalized shape is {normalizedShape}; it must have at least one axis, and none of size 0.");
        NormalizedShape = normalizedShape;
        Epsilon = Require.NonNegative(epsilon, nameof(LayerNorm), nameof(epsilon));
        Weight = affine ? new(Tensor.Ones(normalizedShape, dtype)) : null;
        Bias = affine && bias ? new(Tensor.Zeros(normalizedShape, dtype)) : null;
    }

    /// <summary>A layer that normalises over the last axis alone, of size <paramref name="features"/>.</summary>
    /// <inheritdoc cref="LayerNorm(Shape, double, bool, bool, DType)"/>
    public LayerNorm(int features, double epsilon = 1e-5, bool affine = true, bool bias = true, DType dtype = DType.Float32)
        : this([features], epsilon, affine, bias, dtype)
    {
    }

    /// <summary>The scale; null where there is none.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The sizes of the last axes, over which is normalised.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What keeps the divisor from zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The last axes of x have other sizes.</exception>
    /// <exception cref="DTypeException">x has another dtype than the parameters.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight);
        int lead = x.Rank - NormalizedShape.Rank;
        if (lead < 0 || !x.Shape.AsSpan()[lead..].SequenceEqual(NormalizedShape.AsSpan()))
            throw new ShapeException($"{Headline}: the input is {x.Shape}; its last axes must be {NormalizedShape}.");
        return x.LayerNorm(NormalizedShape, Weight, Bias, Epsilon);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"{NormalizedShape}, epsilon: {Epsilon}, affine: {(Weight is null ? "false" : "true")}");
}
