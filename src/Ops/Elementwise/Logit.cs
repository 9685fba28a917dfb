namespace AutoGrad;

/// <summary>The inverse of the logistic function, y = ln(x / (1 − x)). Its derivative outside of [0, 1] is NaN, as its value is.</summary>
public sealed record Logit : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Logit>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 12;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / Tensor.Where((x >= 0) & (x <= 1), x * (1 - x), double.NaN);

    /// <inheritdoc/>
    protected override Domain Domain => new(0.1, 0.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The inverse of the logistic function of each element, ln(x / (1 − x)).</summary>
        /// <param name="epsilon">If given, elements are first brought between ε and 1 − ε, outside of which the derivative is then 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">ε is negative or above ½.</exception>
        public Tensor Logit(double? epsilon = null)
        {
            if (epsilon is not { } bound)
                return Shared<Logit>.Op.Apply(x);
            if (!(bound is >= 0 and <= 0.5))
                throw new ArgumentOutOfRangeException(nameof(epsilon), bound, "Logit: epsilon must lie between 0 and 0.5.");
            return Shared<Logit>.Op.Apply((x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).Clamp(bound, 1 - bound));
        }
    }
}
