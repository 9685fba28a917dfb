namespace AutoGrad.Nn;

/// <summary>
/// Each group of neighbouring channels of each example brought to mean 0 and variance 1, for x [N, C, …]:
/// y = (x − E[x]) / √(Var[x] + epsilon) · weight + bias, with the biased variance. Wu and He, ECCV 2018.
/// </summary>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    /// <summary>A layer whose scale starts at 1 and shift at 0.</summary>
    /// <param name="groups">The number of groups, which divides that of the channels.</param>
    /// <param name="channels">C, the number of channels.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="affine">Whether a learned scale and shift for each channel follow.</param>
    /// <param name="dtype">The dtype of scale and shift.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or epsilon is negative or not finite.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(groups, GetType().Name);
        Require.AtLeastOne(channels, GetType().Name);
        if (channels % groups != 0)
            throw new ArgumentException($"GroupNorm: {groups} groups do not divide {channels} channels.", nameof(groups));
        (Groups, Channels) = (groups, channels);
        Epsilon = Require.NonNegative(epsilon, nameof(GroupNorm), nameof(epsilon));
        if (affine)
            (Weight, Bias) = (new(Tensor.Ones([channels], dtype)), new(Tensor.Zeros([channels], dtype)));
    }

    /// <summary>The scale, [C]; null where there is none.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift, [C]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>C, the number of channels.</summary>
    public int Channels { get; }

    /// <summary>What keeps the divisor from zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [N, C, …].</exception>
    /// <exception cref="DTypeException">x has another dtype than the parameters.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight);
        if (x.Rank < 2 || x.Shape[1] != Channels)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, {Channels}, …].");
        return x.GroupNorm(Groups, Weight, Bias, Epsilon);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"{Groups}, {Channels}, epsilon: {Epsilon}, affine: {(Weight is null ? "false" : "true")}");
}
