namespace AutoGrad;

/// <summary>
/// Windows of an axis, a view: the axis counts the windows, and a new last one runs through a window, y[…, w, …, i] = x[…, w·Step + i, …]. Its
/// transpose adds up what overlaps.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Size">The size of a window.</param>
/// <param name="Step">How far apart windows start, at least 1.</param>
public sealed record UnfoldAxis(int Axis, int Size, int Step) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        int stride = x.StrideArray[Axis];
        int[] strides = [.. x.StrideArray, stride];
        int windows = (x.Shape[Axis] - Size) / Step + 1;
        strides[Axis] = windows > 1 ? stride * Step : stride;
        return x.View([.. x.Shape.With(Axis, windows), Size], strides, 0);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape)
    {
        var inOrder = Permute.Moved(gradient, shape.Rank, Axis + 1).Flatten(Axis, Axis + 1);
        return new IndexAdd(Axis, shape[Axis]).Apply(inOrder, Places(gradient.Shape[Axis]));
    }

    /// <summary>Where the elements of all windows come from.</summary>
    private Tensor Places(int windows)
    {
        var places = new long[windows * Size];
        for (int i = 0; i < places.Length; i++)
            places[i] = i / Size * (long)Step + i % Size;
        return Tensor.Adopt(places, [places.Length]);
    }

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}

public partial class Tensor
{
    /// <summary>
    /// Windows of an axis, a view: the axis counts the windows, and a new last one runs through a window,
    /// y[…, w, …, i] = x[…, w·step + i, …]. What is left after the last whole window is not in the result.
    /// </summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="size">The size of a window, from 1 to that of the axis.</param>
    /// <param name="step">How far apart windows start.</param>
    /// <exception cref="ShapeException">The axis is out of range, or smaller than a window.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size or the step is less than 1.</exception>
    public Tensor Unfold(int axis, int size, int step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        int along = shape.Axis(axis);
        if (size > shape[along])
            throw new ShapeException($"Unfold: windows of {size} do not fit axis {along} of shape {shape}; use a smaller size, or Pad.");
        return new UnfoldAxis(along, size, step).Apply(this);
    }
}
