namespace AutoGrad;

/// <summary>The inverse of the tangent, y = arctan x.</summary>
public sealed record Atan : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Atan>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / (1 + x * x);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The angle between −π/2 and π/2 whose tangent each element is.</summary>
        public Tensor Atan() => Shared<Atan>.Op.Apply(x);
    }
}
