namespace AutoGrad;

/// <summary>The inverse of the cosine, y = arccos x.</summary>
public sealed record Acos : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Acos>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -((1 - x) * (1 + x)).Rsqrt();

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The angle between 0 and π whose cosine each element is; NaN outside of [−1, 1].</summary>
        public Tensor Acos() => Shared<Acos>.Op.Apply(x);
    }
}
