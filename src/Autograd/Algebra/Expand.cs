namespace AutoGrad;

/// <summary>The values repeated along axes of size 1 or new leading axes, without a copy. Its transpose is <see cref="SumTo"/>.</summary>
/// <param name="Shape">The shape of the result.</param>
public sealed record Expand(Shape Shape) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        if (!x.Shape.BroadcastsTo(Shape))
            throw new ShapeException($"Expand: shape {x.Shape} does not broadcast to {Shape}; " +
                "aligned at the last axis, its sizes must be equal or 1.");
        int lead = Shape.Rank - x.Rank;
        var strides = new int[Shape.Rank];
        for (int i = 0; i < x.Rank; i++)
            strides[lead + i] = x.Shape[i] == 1 && Shape[lead + i] != 1 ? 0 : x.StrideArray[i];
        return x.View(Shape, strides, 0);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new SumTo(shape).Apply(gradient);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => inputs.WithRank(0, Shape.Rank).Expand([inputs.Size, .. Shape]);
}

public partial class Tensor
{
    /// <summary>The values repeated along axes of size 1 or new leading axes up to the given shape, without a copy.</summary>
    /// <exception cref="ShapeException">This shape does not broadcast to that one.</exception>
    public Tensor Expand(Shape shape) => shape == this.shape ? this : new Expand(shape).Apply(this);
}
