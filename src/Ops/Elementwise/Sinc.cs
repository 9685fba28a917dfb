namespace AutoGrad;

/// <summary>The normalised sinc, y = sin(πx) / (πx) and 1 at 0, or a derivative of it, for it is as smooth at 0 as its formula is not.</summary>
/// <param name="Order">Which derivative; 0 for the function itself.</param>
public sealed record Sinc(int Order = 0) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        double power = Math.Pow(Math.PI, Order);
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(power * ScalarFunctions.SincDerivative(Order, Math.PI * double.CreateTruncating(x[i])));
    }

    /// <inheritdoc/>
    protected override int Cost => 30;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => new Sinc(Order + 1).Apply(x);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The normalised sinc of each element, sin(πx) / (πx), and 1 at 0.</summary>
        public Tensor Sinc() => new Sinc().Apply(x);
    }
}
