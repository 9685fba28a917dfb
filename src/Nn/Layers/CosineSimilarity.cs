namespace AutoGrad.Nn;

/// <summary>The cosine of the angle between vectors along an axis: Σ a·b / (max(‖a‖, epsilon)·max(‖b‖, epsilon)).</summary>
/// <param name="axis">The axis along which the vectors lie; negative counts from the end.</param>
/// <param name="epsilon">The least length that divides.</param>
public sealed class CosineSimilarity(int axis = 1, double epsilon = 1e-8) : Module<(Tensor A, Tensor B), Tensor>
{
    /// <summary>The cosines for two tensors that broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the axis is out of range.</exception>
    public Tensor Forward(Tensor a, Tensor b) => Forward((a, b));

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the axis is out of range.</exception>
    public override Tensor Forward((Tensor A, Tensor B) input) => input.A.CosineSimilarity(input.B, axis, epsilon, "a", "b");

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"axis: {axis}, epsilon: {epsilon}");
}
