namespace AutoGrad;

/// <summary>The error function, y = 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
public sealed record Erf : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Erf<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1.1283791670955126 * (-x * x).Exp();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The error function of each element, 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
        public Tensor Erf() => Shared<Erf>.Op.Apply(x);
    }
}
