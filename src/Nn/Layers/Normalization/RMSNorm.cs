namespace AutoGrad.Nn;

/// <summary>
/// Each example brought to root mean square 1 over its last axes: y = x / √(E[x²] + epsilon) · weight. Zhang and Sennrich, "Root mean square layer
/// normalization", NeurIPS 2019.
/// </summary>
public sealed class RMSNorm : Module<Tensor, Tensor>
{
    /// <summary>A layer whose scale starts at 1.</summary>
    /// <param name="normalizedShape">The sizes of the last axes, over which is normalised: <c>[128]</c>.</param>
    /// <param name="epsilon">What keeps the divisor from zero; null for the unit of rounding of the input's dtype, as in PyTorch.</param>
    /// <param name="affine">Whether a learned scale follows.</param>
    /// <param name="dtype">The dtype of the scale.</param>
    /// <exception cref="ShapeException">The shape has no axes, or an empty one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative, infinite or not a number.</exception>
    public RMSNorm(Shape normalizedShape, double? epsilon = null, bool affine = true, DType dtype = DType.Float32)
    {
        if (normalizedShape.Rank == 0 || normalizedShape.ElementCount == 0)
            throw new ShapeException($"RMSNorm: the normalized shape is {normalizedShape}; it must have at least one axis, and none of size 0.");
        NormalizedShape = normalizedShape;
        Epsilon = epsilon is { } given ? Require.NonNegative(given, nameof(RMSNorm), nameof(epsilon)) : null;
        Weight = affine ? new(Tensor.Ones(normalizedShape, dtype)) : null;
    }

    /// <summary>A layer that normalises over the last axis alone, of size <paramref name="features"/>.</summary>
    /// <inheritdoc cref="RMSNorm(Shape, double?, bool, DType)"/>
    public RMSNorm(int features, double? epsilon = null, bool affine = true, DType dtype = DType.Float32) : this([features], epsilon, affine, dtype)
    {
    }

    /// <summary>The scale; null where there is none.</summary>
    public Parameter? Weight { get; }

    /// <summary>The sizes of the last axes, over which is normalised.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>What keeps the divisor from zero; null for the unit of rounding.</summary>
    public double? Epsilon { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The last axes of x have other sizes.</exception>
    /// <exception cref="DTypeException">x has another dtype than the scale.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight);
        int lead = x.Rank - NormalizedShape.Rank;
        if (lead < 0 || !x.Shape.AsSpan()[lead..].SequenceEqual(NormalizedShape.AsSpan()))
            throw new ShapeException($"{Headline}: the input is {x.Shape}; its last axes must be {NormalizedShape}.");
        return x.RMSNorm(NormalizedShape, Weight, Epsilon);
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant(
        $"{NormalizedShape}, epsilon: {(object?)Epsilon ?? "none"}, affine: {(Weight is null ? "false" : "true")}");
}
