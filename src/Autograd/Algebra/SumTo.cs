using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// The sum over the axes along which a tensor of the given shape would have been repeated to give this one: what broadcasting an operand does to its
/// gradient. Its transpose is <see cref="Expand"/>.
/// </summary>
/// <param name="Shape">The shape of the result.</param>
public sealed record SumTo(Shape Shape) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        if (!Shape.BroadcastsTo(x.Shape))
            throw new ShapeException($"SumTo: shape {Shape} does not broadcast to {x.Shape}, so a tensor of the latter cannot be summed to it.");
        int lead = x.Rank - Shape.Rank;
        uint reduced = 0;
        for (int i = 0; i < x.Rank; i++)
            if (i < lead || Shape[i - lead] == 1 && x.Shape[i] != 1)
                reduced |= 1u << i;
        var sum = Reduction.Sum(x, reduced);
        return sum.Shape == Shape ? sum : sum.View(Shape, Shape.ContiguousStrides(), 0);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Expand(shape);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs)
    {
        // As many axes as a sample has, so that the batch axis is not summed over.
        int missing = inputs.ShapeOf(0).Rank - Shape.Rank;
        var sum = new SumTo([inputs.Size, .. Enumerable.Repeat(1, Math.Max(0, missing)), .. Shape]).Apply(inputs[0]);
        return missing == 0 ? sum : sum.Reshape([inputs.Size, .. Shape]);
    }
}
