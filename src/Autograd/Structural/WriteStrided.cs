namespace AutoGrad;

/// <summary>
/// A vector with some elements replaced: inputs x and value, element (i, j, …) of which goes to Offset + i·Strides[0] + j·Strides[1] + …. What a
/// write in place does to the memory, as a function.
/// </summary>
/// <param name="Offset">Where the first element goes.</param>
/// <param name="Strides">How far apart neighbours along each axis go.</param>
public sealed record WriteStrided(int Offset, Shape Strides) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 2);
        AsStrided.Check(Name, inputs[0].Shape, Offset, inputs[1].Shape, Strides);
        var y = inputs[0].Clone();
        y.View(inputs[1].Shape, Strides.Array, Offset).CopyCore(inputs[1]);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) => input == 0
        ? Apply(gradient, Tensor.Zeros(inputs.ShapeOf(1), gradient.DType))
        : new AsStrided(Offset, inputs.ShapeOf(1), Strides).Apply(gradient);
}
