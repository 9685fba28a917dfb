namespace AutoGrad.Nn;

/// <summary>Puts the values that a <see cref="MaxPool2d"/> kept back where they were, among zeros: see <see cref="TensorOps.MaxUnpool2d"/>.</summary>
/// <param name="kernelSize">The size of the window, for both axes or each.</param>
/// <param name="stride">How far the window moved; its size if left out.</param>
/// <param name="padding">How much padding there was.</param>
public sealed class MaxUnpool2d(PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default) : Module
{
    /// <summary>The values among zeros.</summary>
    /// <param name="x">The values.</param>
    /// <param name="indices">Where they were, from <see cref="MaxPool2d.ForwardWithIndices"/>.</param>
    /// <param name="outputSize">The spatial sizes of the result; those that the pooling is sure to have had if left out.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="IndexException">An index lies outside the result.</exception>
    public Tensor Forward(Tensor x, Tensor indices, PerAxis outputSize = default) => x.MaxUnpool2d(indices, kernelSize, stride, padding, outputSize);

    /// <inheritdoc/>
    protected override string Describe() => Pooling.Describe(kernelSize, stride, padding, default, false);
}
