namespace AutoGrad;

/// <summary>Every Step-th of the elements along one axis from Start on, Count of them, a view. Its transpose is <see cref="Place"/>.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Start">The first element.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">How far apart, at least 1.</param>
public sealed record Slice(int Axis, int Start, int Count, int Step = 1) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        int axis = x.Shape.Axis(Axis, Name), size = x.Shape[axis];
        if (Step < 1 || Count < 0 || Start < 0 || Start > size || Count > 0 && Start + (long)(Count - 1) * Step >= size)
            throw new IndexException($"Slice: {Count} elements from {Start} in steps of {Step} do not lie within axis {axis} of shape {x.Shape}.");
        var strides = (int[])x.StrideArray.Clone();
        strides[axis] *= Step;
        return x.View(x.Shape.With(axis, Count), strides, Count == 0 ? 0 : Start * x.StrideArray[axis]);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new Place(Axis, Start, shape[Axis], Step).Apply(gradient);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}

public partial class Tensor
{
    /// <summary>The elements of one axis in a range, a view: <c>x.Slice(axis: 1, 2..^1)</c>.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="range">The range, which must lie within the axis.</param>
    /// <param name="step">Take every step-th element of the range.</param>
    /// <exception cref="IndexException">The range does not lie within the axis.</exception>
    public Tensor Slice(int axis, Range range, int step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        int at = shape.Axis(axis), size = shape[at];
        int start = range.Start.GetOffset(size), end = range.End.GetOffset(size);
        if (start < 0 || end > size || end < start)
            throw new IndexException($"Slice: the range {range} does not lie within axis {at} of shape {shape}.");
        return start == 0 && end == size && step == 1 ? this : new Slice(at, start, (int)((end - start + step - 1L) / step), step).Apply(this);
    }

    /// <summary>One element of an axis, which goes, a view: <c>x.Select(axis: 0, ^1)</c> is the last row.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">The element.</param>
    /// <exception cref="IndexException">The index lies outside the axis.</exception>
    public Tensor Select(int axis, Index index)
    {
        int at = shape.Axis(axis), size = shape[at], offset = index.GetOffset(size);
        if (offset < 0 || offset >= size)
            throw new IndexException($"Select: index {index} lies outside axis {at} of shape {shape}, whose size is {size}.");
        return new Slice(at, offset, 1).Apply(this).Squeeze(at);
    }

    /// <summary>One element of an axis, which goes, a view: <c>x.Select(axis: 0, -1)</c> is the last row.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">The element; negative counts from the end.</param>
    /// <exception cref="IndexException">The index lies outside the axis.</exception>
    public Tensor Select(int axis, int index)
    {
        int at = shape.Axis(axis), size = shape[at];
        if (index < -size || index >= size)
            throw new IndexException($"Select: index {index} lies outside axis {at} of shape {shape}, whose size is {size}.");
        return new Slice(at, index < 0 ? index + size : index, 1).Apply(this).Squeeze(at);
    }
}
