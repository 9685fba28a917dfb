namespace AutoGrad;

/// <summary>The least value over axes. The gradient is shared evenly among ties.</summary>
/// <param name="Axes">The axes to look over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
public sealed record Min(Axes Axes, bool KeepDim = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => Extrema.Values<Least>(inputs[0], Axes, KeepDim, Name);

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        gradient.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)) * Shares(saved);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? (t * Shares(saved)).Sum(Axes, KeepDim) : null;

    private Tensor Shares(Saved saved) =>
        new WinnerShares(Axes).Apply(saved[0], saved.Output.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)));

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new Min(inputs.Axes(Axes), KeepDim).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The least value over the given axes, or over all; NaN where one is NaN. Over one axis the gradient goes to the first of several; over more
        /// it is shared evenly among them, as PyTorch's is.
        /// </summary>
        /// <param name="axes">The axes to look over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range, listed twice, or has no values.</exception>
        /// <exception cref="DTypeException">The tensor is Bool.</exception>
        public Tensor Min(Axes axes = default, bool keepDim = false) =>
            axes.Count == 1 ? x.Min(axes.AsSpan()[0], keepDim) : new Min(axes, keepDim).Apply(x);

        /// <summary>The least value over one axis; NaN where one is NaN. The gradient goes to the first of several.</summary>
        /// <param name="axis">The axis to look along; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        /// <exception cref="DTypeException">The tensor is Bool.</exception>
        public Tensor Min(int axis, bool keepDim = false)
        {
            if (!x.RequiresGrad)
                return new Min(axis, keepDim).Apply(x);
            int along = x.Shape.Axis(axis);
            var y = new Gather(along).Apply(x, new ArgMin(along, KeepDim: true).Apply(x));
            return keepDim ? y : y.Squeeze(along);
        }
    }
}
