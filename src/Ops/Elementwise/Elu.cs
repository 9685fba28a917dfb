namespace AutoGrad;

/// <summary>
/// The exponential linear unit, y = s x above 0, else s α (e^(βx) − 1) (Clevert, Unterthiner and Hochreiter 2016; with s and β as scaled or
/// continuously differentiable variants have them).
/// </summary>
/// <param name="Alpha">α; the result tends to −s α at −∞.</param>
/// <param name="Scale">s.</param>
/// <param name="InputScale">β.</param>
public sealed record Elu(double Alpha = 1, double Scale = 1, double InputScale = 1) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Map(x, y, new ElementwiseFunctions.Elu<T>(Scale, Scale * Alpha, InputScale));

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Tensor.Where(x > 0, Scale, InputScale * (y + Scale * Alpha));

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

        /// <summary>
        /// The scaled exponential linear unit of each element, s x above 0, else s α (eˣ − 1), where α = 1.6733 and s = 1.0507 keep mean 0 and
        /// variance 1 (Klambauer et al. 2017).
        /// </summary>
        public Tensor Selu() => new Elu(1.6732632423543772, 1.0507009873554805).Apply(x);

        /// <summary>The exponential linear unit with a continuous derivative: x above 0, else α (e^(x/α) − 1) (Barron 2017).</summary>
        /// <param name="alpha">α; the result tends to −α at −∞.</param>
        /// <exception cref="ArgumentOutOfRangeException">α is 0 or not a number.</exception>
        public Tensor Celu(double alpha = 1) => alpha == 0 || double.IsNaN(alpha)
            ? throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Celu: alpha must be a number other than 0, for it divides.")
            : new Elu(alpha, 1, 1 / alpha).Apply(x);
    }
}
