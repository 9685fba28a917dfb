namespace AutoGrad.Nn;

/// <summary>
/// The greatest elements of patches into which the spatial axes of sequences x [N, C, L] are cut, as even as can be, so that results have one size
/// whatever the
/// input's: see <see cref="TensorOps.AdaptiveMaxPool1d"/>.
/// </summary>
/// <param name="outputSize">How many patches there are, along all axes or each.</param>
public sealed class AdaptiveMaxPool1d(PerAxis outputSize) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes or an empty one, or a number is not positive.</exception>
    public override Tensor Forward(Tensor x) => x.AdaptiveMaxPool1d(outputSize, "the input");

    /// <inheritdoc/>
    protected override string Describe() => $"outputSize: {outputSize}";
}
