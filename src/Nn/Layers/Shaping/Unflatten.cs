namespace AutoGrad.Nn;

/// <summary>Takes an axis apart into several: the inverse of <see cref="Flatten"/>.</summary>
/// <param name="axis">The axis; negative counts from the end.</param>
/// <param name="sizes">The sizes it is taken apart into; one may be −1, for what is left.</param>
public sealed class Unflatten(int axis, params int[] sizes) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis, or the sizes do not multiply to its.</exception>
    public override Tensor Forward(Tensor x) => x.Unflatten(axis, sizes);

    /// <inheritdoc/>
    protected override string Describe() => $"axis: {axis}, sizes: [{string.Join(", ", sizes)}]";
}
