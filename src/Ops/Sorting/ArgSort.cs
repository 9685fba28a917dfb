namespace AutoGrad;

/// <summary>
/// Where along an axis the elements stand that come first, second and so on in order, Int64. Equal elements keep their order, −0 equals 0, and NaN
/// counts as greatest.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
/// <param name="Count">How many to find, the size of the axis in the result; all if null.</param>
public sealed record ArgSort(int Axis, bool Descending = false, int? Count = null) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0].DType == DType.Bool ? inputs[0].To(DType.Byte) : inputs[0];
        int count = Count ?? x.Shape[Axis];
        var y = Tensor.Empty(x.Shape.With(Axis, count), DType.Int64);
        var runs = Runs.Along(x, Axis);
        if (y.ElementCount == 0)
            return y;
        switch (x.DType)
        {
            case DType.Float32: SortKernels<float, uint, Float32Keys>.Positions(runs, y, Descending, count); break;
            case DType.Float64: SortKernels<double, ulong, Float64Keys>.Positions(runs, y, Descending, count); break;
            case DType.Int64: SortKernels<long, ulong, Int64Keys>.Positions(runs, y, Descending, count); break;
            case DType.Int32: SortKernels<int, uint, Int32Keys>.Positions(runs, y, Descending, count); break;
            default: SortKernels<byte, byte, ByteKeys>.Positions(runs, y, Descending, count); break;
        }
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);

    /// <summary>The first elements of a user's axis in order, and where they stand. A scalar counts as a vector of one.</summary>
    internal static (Tensor Values, Tensor Indices) Take(Tensor x, int axis, bool descending, int? count, string operation)
    {
        bool scalar = x.Rank == 0;
        var rows = scalar ? x.Reshape([1]) : x;
        int along = rows.Shape.Axis(axis, operation);
        if (count < 0 || count > rows.Shape[along])
            throw new IndexException($"{operation}: {count} elements were asked for of axis {along} of shape {x.Shape}, whose size is " +
                $"{rows.Shape[along]}.");
        var indices = new ArgSort(along, descending, count).Apply(rows);
        var values = new Gather(along).Apply(rows, indices);
        return scalar && count is not 0 ? (values.Reshape(x.Shape), indices.Reshape(x.Shape)) : (values, indices);
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Where along an axis the elements stand that come first, second and so on in order, Int64. Equal elements keep their order, −0 equals 0, and
        /// NaN counts as greatest.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="descending">Whether the greatest comes first.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor ArgSort(int axis = -1, bool descending = false) => x.Rank == 0
            ? AutoGrad.ArgSort.Take(x, axis, descending, null, nameof(ArgSort)).Indices
            : new ArgSort(x.Shape.Axis(axis), descending).Apply(x);
    }
}
