namespace AutoGrad.Nn;

/// <summary>Each element divided by a power of the mean square of the channels around it; see
/// <see cref="TensorOps"/>.LocalResponseNorm. Krizhevsky, Sutskever and Hinton, NIPS 2012.</summary>
/// <param name="size">How many neighbouring channels count.</param>
/// <param name="alpha">The factor of their mean square.</param>
/// <param name="beta">The exponent.</param>
/// <param name="k">What is added.</param>
/// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
public sealed class LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Module<Tensor, Tensor>
{
    /// <summary>How many neighbouring channels count.</summary>
    public int Size { get; } = size >= 1
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, "LocalResponseNorm: size must be 1 or more.");

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [N, C, …].</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, null);
        return x.LocalResponseNorm(Size, alpha, beta, k);
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"{Size}, alpha: {alpha}, beta: {beta}, k: {k}");
}
