namespace AutoGrad;

/// <summary>
/// The nearest value between two bounds, y = min(max(x, Min), Max), as <see cref="Clamp"/>, but that the derivative on the bounds themselves is 0, as
/// in PyTorch.
/// </summary>
/// <param name="Min">The lower bound.</param>
/// <param name="Max">The upper bound.</param>
public sealed record Hardtanh(double Min = -1, double Max = 1) : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => AutoGrad.Clamp.Between(x, Min, Max, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Gate(Tensor.OnesLike(x), x);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Gate(gradient, saved[0]);

    /// <inheritdoc/>
    protected override Domain Domain => new(Math.Min(-3, Min - 1), Math.Max(3, Max + 1), Min, Max);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    private Tensor Gate(Tensor gradient, Tensor x) => Tensor.Where((x <= Min) | (x >= Max), 0, gradient);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The nearest value to each element between two bounds, as <c>Clamp</c> has it, but that the derivative on the bounds is 0. For whole
        /// numbers the bounds are rounded inwards.
        /// </summary>
        /// <param name="min">The lower bound.</param>
        /// <param name="max">The upper bound.</param>
        /// <exception cref="ArgumentException">The lower bound is not below the upper one.</exception>
        public Tensor Hardtanh(double min = -1, double max = 1) => min < max
            ? new Hardtanh(min, max).Apply(x)
            : throw new ArgumentException(FormattableString.Invariant($"Hardtanh: min is {min} and max is {max}; min must be below max."));

        /// <summary>The rectifier with a ceiling, min(max(x, 0), 6) (Howard et al. 2017). Its derivative at 0 and 6 is 0.</summary>
        public Tensor Relu6() => x.Hardtanh(0, 6);

        /// <summary>The piecewise linear sigmoid, min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).</summary>
        public Tensor Hardsigmoid() => (x + 3).Hardtanh(0, 6) / 6;
    }
}
