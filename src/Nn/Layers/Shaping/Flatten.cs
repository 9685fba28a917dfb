namespace AutoGrad.Nn;

/// <summary>Joins neighbouring axes into one: [N, C, H, W] → [N, C·H·W] unless told otherwise.</summary>
/// <param name="start">The first axis to join; negative counts from the end.</param>
/// <param name="end">The last axis to join; negative counts from the end.</param>
public sealed class Flatten(int start = 1, int end = -1) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public override Tensor Forward(Tensor x) => x.Flatten(start, end);

    /// <inheritdoc/>
    protected override string Describe() => $"start: {start}, end: {end}";
}
