namespace AutoGrad;

/// <summary>The hyperbolic cosine, y = (eˣ + e⁻ˣ) / 2.</summary>
public sealed record Cosh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Cosh>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Sinh();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The hyperbolic cosine of each element.</summary>
        public Tensor Cosh() => Shared<Cosh>.Op.Apply(x);
    }
}
