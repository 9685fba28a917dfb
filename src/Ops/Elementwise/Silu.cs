namespace AutoGrad;

/// <summary>The sigmoid-weighted linear unit, y = x σ(x) (Elfwing, Uchibe and Doya 2017; also called swish).</summary>
public sealed record Silu : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Silu<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y)
    {
        var sigmoid = x.Sigmoid();
        return sigmoid * (1 + x * (1 - sigmoid));
    }

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The sigmoid-weighted linear unit of each element, x / (1 + e⁻ˣ).</summary>
        public Tensor Silu() => Shared<Silu>.Op.Apply(x);
    }
}
