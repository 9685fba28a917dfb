namespace AutoGrad;

/// <summary>The leaky rectified linear unit, y = x above 0, else slope · x. The derivative at 0 is the slope, as in PyTorch.</summary>
/// <param name="Slope">The derivative below 0.</param>
public sealed record LeakyRelu(double Slope = 0.01) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Map(x, y, new ElementwiseFunctions.LeakyRelu<T>(T.CreateTruncating(Slope)));

    /// <inheritdoc/>
    protected override int Cost => 2;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Gate(Tensor.OnesLike(x), x);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Gate(gradient, saved[0]);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    private Tensor Gate(Tensor gradient, Tensor x) => Tensor.Where(x > 0, gradient, Slope * gradient);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The leaky rectified linear unit of each element: x above 0, else <paramref name="slope"/> · x.</summary>
        /// <param name="slope">The derivative below 0.</param>
        public Tensor LeakyRelu(double slope = 0.01) => new LeakyRelu(slope).Apply(x);
    }
}
