namespace AutoGrad.Nn;

/// <summary>The distances of vectors along the last axis, ‖a − b + epsilon‖ in the p-norm.</summary>
/// <param name="p">The norm's exponent, 0 or more; infinity for the greatest difference.</param>
/// <param name="epsilon">What is added to the differences, so that equal vectors have a gradient.</param>
/// <param name="keepDim">Whether the last axis stays, with size 1.</param>
public sealed class PairwiseDistance(double p = 2, double epsilon = 1e-6, bool keepDim = false) : Module<(Tensor A, Tensor B), Tensor>
{
    /// <summary>The distances for two tensors that broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Tensor Forward(Tensor a, Tensor b) => Forward((a, b));

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public override Tensor Forward((Tensor A, Tensor B) input) => input.A.PairwiseDistance(input.B, p, epsilon, keepDim, "a", "b");

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"p: {p}, epsilon: {epsilon}");
}
