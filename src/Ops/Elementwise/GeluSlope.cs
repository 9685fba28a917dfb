namespace AutoGrad;

/// <summary>
/// The derivative of <see cref="Gelu"/>, y = Φ(x) + x φ(x), with φ and Φ the density and the distribution function of the standard normal
/// distribution. By itself for its speed: both need the same exponential.
/// </summary>
public sealed record GeluSlope : UnaryElementwise
{
    private const double RootTwoPiInverse = 0.39894228040143268;

    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.GeluSlope<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y)
    {
        var square = x * x;
        return RootTwoPiInverse * (2 - square) * (-0.5 * square).Exp();
    }

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}
