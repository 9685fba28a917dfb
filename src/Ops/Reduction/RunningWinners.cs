namespace AutoGrad;

/// <summary>Where, of the elements up to each along an axis, the greatest or the least stands, the last of several; Int64. NaN wins.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Least">Whether the least wins rather than the greatest.</param>
public sealed record RunningWinners(int Axis, bool Least = false) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty(inputs[0].Shape, DType.Int64);
        var runs = Runs.Along(inputs[0].DType == DType.Bool ? inputs[0].To(DType.Byte) : inputs[0], Axis);
        if (Least)
            Find<Least>(runs, y);
        else
            Find<Greatest>(runs, y);
        return y;
    }

    private static void Find<TExtremum>(Runs runs, Tensor y) where TExtremum : struct, IExtremum
    {
        switch (runs.Values.DType)
        {
            case DType.Float32: RunningExtrema<TExtremum>.Positions<float>(runs, y); break;
            case DType.Float64: RunningExtrema<TExtremum>.Positions<double>(runs, y); break;
            case DType.Int64: RunningExtrema<TExtremum>.Positions<long>(runs, y); break;
            case DType.Int32: RunningExtrema<TExtremum>.Positions<int>(runs, y); break;
            default: RunningExtrema<TExtremum>.Positions<byte>(runs, y); break;
        }
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The greatest of the elements up to each along an axis, and where it stands: of several the last, which has the gradient. From the first
        /// NaN on all are NaN.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Indices) Cummax(int axis) => Running(x, x.Shape.Axis(axis), least: false);

        /// <summary>
        /// The least of the elements up to each along an axis, and where it stands: of several the last, which has the gradient. From the first NaN
        /// on all are NaN.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Indices) Cummin(int axis) => Running(x, x.Shape.Axis(axis), least: true);
    }

    private static (Tensor Values, Tensor Indices) Running(Tensor x, int axis, bool least)
    {
        var index = new RunningWinners(axis, least).Apply(x);
        return (new Gather(axis).Apply(x, index), index);
    }
}
