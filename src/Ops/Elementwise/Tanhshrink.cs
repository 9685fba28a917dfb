namespace AutoGrad;

/// <summary>What the hyperbolic tangent takes away, y = x − tanh x.</summary>
public sealed record Tanhshrink : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Tanhshrink>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Tanh().Square();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The element less its hyperbolic tangent, without the loss of digits that <c>x - x.Tanh()</c> has near 0.</summary>
        public Tensor Tanhshrink() => Shared<Tanhshrink>.Op.Apply(x);
    }
}
