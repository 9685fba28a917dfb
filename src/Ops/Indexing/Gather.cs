namespace AutoGrad;

/// <summary>
/// The elements along an axis that an Int64 tensor names: inputs x and index, y[…, j, …] = x[…, index[…, j, …], …]. The sizes are equal but for that
/// axis. Linear in x; its transpose is <see cref="ScatterAdd"/>.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
public sealed record Gather(int Axis) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input1;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var index = inputs[1].Contiguous();
        Indices.RequireWithin(index, inputs[0].Shape, Axis, Name);
        var y = Tensor.Empty(index.Shape, inputs[0].DType);
        var x = Runs.Along(inputs[0], Axis);
        switch (y.DType)
        {
            case DType.Float32: Run<float>(x, index, y); break;
            case DType.Float64: Run<double>(x, index, y); break;
            case DType.Int64: Run<long>(x, index, y); break;
            case DType.Int32: Run<int>(x, index, y); break;
            case DType.Bool: Run<bool>(x, index, y); break;
            default: Run<byte>(x, index, y); break;
        }
        return y;
    }

    private void Run<T>(Runs x, Tensor index, Tensor y) where T : unmanaged =>
        GatherKernels.Gather(x.Values.AsReadOnlySpan<T>(), index.AsReadOnlySpan<long>(), y.AsSpan<T>(), x.Size, y.Shape[Axis], x.Inner);

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) =>
        new ScatterAdd(Axis, inputs.ShapeOf(0)[Axis]).Apply(gradient, inputs[1]);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new Gather(inputs.Axis(Axis)).Apply(inputs[0], inputs[1]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The elements along an axis that a tensor of indices names: y[i, j] = x[i, index[i, j]] along axis 1 of a matrix. The result has the shape
        /// of the index. Negative indices count from the end.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor Gather(int axis, Tensor index)
        {
            ArgumentNullException.ThrowIfNull(index);
            int along = x.Shape.Axis(axis);
            index = Indices.Of(index, nameof(Gather));
            AutoGrad.ScatterAdd.RequireFit(x.Shape, index.Shape, along, nameof(Gather));
            var part = x;
            for (int i = 0; i < x.Rank; i++)
                if (i != along)
                    part = part.Slice(i, ..index.Shape[i]);
            return new Gather(along).Apply(part, index);
        }
    }
}
