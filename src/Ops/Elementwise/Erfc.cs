namespace AutoGrad;

/// <summary>The complementary error function, y = 1 − erf x.</summary>
public sealed record Erfc : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Erfc>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 16;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -1.1283791670955126 * (-x * x).Exp();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>One less the error function of each element, without the loss of digits that <c>1 - x.Erf()</c> has for large x.</summary>
        public Tensor Erfc() => Shared<Erfc>.Op.Apply(x);
    }
}
