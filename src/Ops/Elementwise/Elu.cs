namespace AutoGrad;

/// <summary>The exponential linear unit, y = x above 0, else α (eˣ − 1) (Clevert, Unterthiner and Hochreiter 2016).</summary>
/// <param name="Alpha">α; the result tends to −α at −∞.</param>
public sealed record Elu(double Alpha = 1) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Map(x, y, new ElementwiseFunctions.Elu<T>(T.CreateTruncating(Alpha)));

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Tensor.Where(x > 0, 1, y + Alpha);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The exponential linear unit of each element: x above 0, else α (eˣ − 1).</summary>
        /// <param name="alpha">α; the result tends to −α at −∞.</param>
        public Tensor Elu(double alpha = 1) => new Elu(alpha).Apply(x);
    }
}
