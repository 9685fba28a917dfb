namespace AutoGrad;

/// <summary>The exponential, y = eˣ.</summary>
public sealed record Exp : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => y;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The exponential of each element, eˣ.</summary>
        public Tensor Exp() => Shared<Exp>.Op.Apply(x);
    }
}
