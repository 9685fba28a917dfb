namespace AutoGrad;

/// <summary>The inverse of the sine, y = arcsin x.</summary>
public sealed record Asin : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Asin>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => ((1 - x) * (1 + x)).Rsqrt();

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The angle between −π/2 and π/2 whose sine each element is; NaN outside of [−1, 1].</summary>
        public Tensor Asin() => Shared<Asin>.Op.Apply(x);
    }
}
