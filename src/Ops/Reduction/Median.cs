namespace AutoGrad;

/// <summary>
/// The median over axes, of an even number the lower of the two in the middle. The gradient is shared evenly among elements equal to it.
/// </summary>
/// <param name="Axes">The axes to look over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
/// <param name="SkipNaN">Whether elements that are NaN are left out; else one makes the median NaN.</param>
public sealed record Median(Axes Axes, bool KeepDim = false, bool SkipNaN = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var shape = inputs[0].Shape.Reduce(Axes, KeepDim, Name);
        var (x, outer, size, inner) = Runs.Over(inputs[0], Axes);
        x = x.Reshape(outer, size, inner);
        return size == 0 && x.DType.IsFloatingPoint
            ? Tensor.Full(shape, double.NaN, x.DType)
            : x.Gather(1, Position(x, 1, SkipNaN, Name)).Reshape(shape.AsSpan());
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        gradient.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)) * Shares(saved);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? (t * Shares(saved)).Sum(Axes, KeepDim) : null;

    private Tensor Shares(Saved saved) =>
        new WinnerShares(Axes).Apply(saved[0], saved.Output.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)));

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axes = inputs.Axes(Axes) }).Apply(inputs[0]);

    /// <summary>Where along an axis, which is kept, the median stands; of equal elements the one that is in the middle.</summary>
    internal static Tensor Position(Tensor x, int axis, bool skipNaN, string operation)
    {
        int size = x.Shape[axis];
        if (size == 0)
            throw new ShapeException($"{operation}: axis {axis} of shape {x.Shape} is empty, and of no values none is in the middle.");
        x = x.Detach();
        var order = new ArgSort(axis).Apply(x);
        if (!x.DType.IsFloatingPoint)
            return order.Slice(axis, ((size - 1) / 2)..((size - 1) / 2 + 1));
        var count = x.EqualTo(x).Sum(axis, keepDim: true); // NaN are unequal to themselves, and stand last.
        var middle = skipNaN
            ? ((count - 1).Maximum(0).To(DType.Float64) / 2).To(DType.Int64)
            : Tensor.Where(count < size, count, (size - 1) / 2);
        return order.Gather(axis, middle);
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The median of all elements, of an even number the lower of the two in the middle; NaN if one is NaN or there are none. The gradient is
        /// shared evenly among elements equal to it.
        /// </summary>
        /// <exception cref="ShapeException">There are no elements, and the dtype has no NaN.</exception>
        public Tensor Median() => new Median(Axes.All).Apply(x);

        /// <summary>
        /// The median along an axis, of an even number the lower of the two in the middle, and where it stands; the first NaN where there are any.
        /// Of equal elements it is the one in the middle were all sorted without exchanging equal ones, and that one has the gradient.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public (Tensor Values, Tensor Indices) Median(int axis, bool keepDim = false) =>
            Taken(x, x.Shape.Axis(axis), AutoGrad.Median.Position(x, x.Shape.Axis(axis), skipNaN: false, nameof(Median)), keepDim);

        /// <summary>
        /// The median of all elements that are not NaN, of an even number the lower of the two in the middle; NaN if there are none.
        /// </summary>
        /// <exception cref="ShapeException">There are no elements, and the dtype has no NaN.</exception>
        public Tensor NanMedian() => new Median(Axes.All, SkipNaN: true).Apply(x);

        /// <summary>
        /// The median of what is not NaN along an axis, of an even number the lower of the two in the middle, and where it stands; NaN where all are.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public (Tensor Values, Tensor Indices) NanMedian(int axis, bool keepDim = false) =>
            Taken(x, x.Shape.Axis(axis), AutoGrad.Median.Position(x, x.Shape.Axis(axis), skipNaN: true, nameof(NanMedian)), keepDim);
    }

    /// <summary>The elements at places along an axis, of which there is one for each run, and the places.</summary>
    private static (Tensor Values, Tensor Indices) Taken(Tensor x, int axis, Tensor index, bool keepDim)
    {
        var values = x.Gather(axis, index);
        return keepDim ? (values, index) : (values.Squeeze(axis), index.Squeeze(axis));
    }
}
