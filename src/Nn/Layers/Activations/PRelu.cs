namespace AutoGrad.Nn;

/// <summary>The rectifier with slopes that are learned: x, or w·x where x is negative, for x [N, C, …]. He et al., ICCV 2015.</summary>
public sealed class PRelu : Module<Tensor, Tensor>
{
    /// <summary>A layer with one slope for all channels, or one for each.</summary>
    /// <param name="channels">How many slopes: 1, or the size of axis 1 of the input.</param>
    /// <param name="slope">What they start from.</param>
    /// <param name="dtype">Their dtype.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive.</exception>
    public PRelu(int channels = 1, double slope = 0.25, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(channels, GetType().Name);
        Weight = new(Tensor.Full([channels], slope, dtype));
    }

    /// <summary>w, [C].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">Axis 1 of x has another size than there are slopes.</exception>
    /// <exception cref="DTypeException">x has another dtype than the slopes.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight);
        return x.PRelu(Weight, "the input", nameof(Weight));
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{Weight.ElementCount}";
}
