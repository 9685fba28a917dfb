namespace AutoGrad;

/// <summary>The power of two, y = 2ˣ.</summary>
public sealed record Exp2 : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Exp2>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0.6931471805599453 * y;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Two to the power of each element, 2ˣ; exact for whole numbers.</summary>
        public Tensor Exp2() => Shared<Exp2>.Op.Apply(x);
    }
}
