namespace AutoGrad.Nn;

/// <summary>Takes an axis apart into several: the inverse of <see cref="Flatten"/>.</summary>
/// <param name="axis">The axis; negative counts from the end.</param>
/// <param name="sizes">The sizes it is taken apart into; one may be −1, for what is left.</param>
public sealed class Unflatten(int axis, params int[] sizes) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis, or the sizes do not multiply to its.</exception>
    public override Tensor Forward(Tensor x)
    {
        int at = x.Shape.Axis(axis), known = 1, open = 0;
        foreach (int size in sizes)
            (known, open) = size == -1 ? (known, open + 1) : (known * size, open);
        if (open > 1 || known <= 0 || (open == 0 ? known != x.Shape[at] : x.Shape[at] % known != 0))
            throw new ShapeException($"{Headline}: axis {at} of the input {x.Shape} has size {x.Shape[at]}, which the sizes must multiply to.");
        var parts = sizes.Select(size => size == -1 ? x.Shape[at] / known : size);
        return x.Reshape([.. x.Shape.AsSpan()[..at], .. parts, .. x.Shape.AsSpan()[(at + 1)..]]);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"axis: {axis}, sizes: [{string.Join(", ", sizes)}]";
}
