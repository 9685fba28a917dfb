namespace AutoGrad;

/// <summary>How <see cref="Gelu"/> computes Φ, the distribution function of the standard normal distribution.</summary>
public enum GeluForm
{
    /// <summary>Φ(x) = ½ (1 + erf(x/√2)), the definition.</summary>
    Erf,

    /// <summary>Φ(x) ≈ ½ (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    Tanh,
}

/// <summary>The Gaussian error linear unit, y = x Φ(x) (Hendrycks and Gimpel 2016).</summary>
/// <param name="Form">How Φ is computed.</param>
public sealed record Gelu(GeluForm Form = GeluForm.Erf) : UnaryElementwise
{
    private const double RootTwoOverPi = 0.79788456080286536, Cubic = 0.044715;

    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        if (Form == GeluForm.Erf)
            VectorMap.Map<T, ElementwiseFunctions.GeluErf<T>>(x, y);
        else
            VectorMap.Map<T, ElementwiseFunctions.GeluTanh<T>>(x, y);
    }

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y)
    {
        if (Form == GeluForm.Erf)
            return Shared<GeluSlope>.Op.Apply(x);
        var square = x * x;
        var phi = (2 * RootTwoOverPi * x * (1 + Cubic * square)).Sigmoid();
        return phi * (1 + 2 * RootTwoOverPi * x * (1 - phi) * (1 + 3 * Cubic * square));
    }

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The Gaussian error linear unit of each element, x Φ(x).</summary>
        /// <param name="form">How Φ is computed: by the error function, or by the approximation with the hyperbolic tangent.</param>
        public Tensor Gelu(GeluForm form = GeluForm.Erf) => new Gelu(form).Apply(x);
    }
}
