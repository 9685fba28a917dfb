using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// A tensor with elements replaced along an axis where an Int64 tensor says: inputs x, source and index, the latter two of one shape that lies within
/// x's along the other axes, y = x but for y[…, index[…, j, …], …] = source[…, j, …], of several that go to one place the last. Linear in x and the
/// source together.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
public sealed record Scatter(int Axis) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input2;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = inputs[0].Clone(), source = inputs[1].Contiguous(), index = inputs[2].Contiguous();
        Indices.RequireWithin(index, y.Shape, Axis, Name);
        switch (y.DType)
        {
            case DType.Float32: Write<float>(source, index, y); break;
            case DType.Float64: Write<double>(source, index, y); break;
            case DType.Int64: Write<long>(source, index, y); break;
            case DType.Int32: Write<int>(source, index, y); break;
            case DType.Bool: Write<bool>(source, index, y); break;
            default: Write<byte>(source, index, y); break;
        }
        return y;
    }

    private void Write<T>(Tensor source, Tensor index, Tensor y) where T : unmanaged =>
        GatherKernels.Scatter(source.AsReadOnlySpan<T>(), index.AsReadOnlySpan<long>(), index.Shape, y.AsSpan<T>(), y.Shape, Axis);

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs)
    {
        var index = inputs[2];
        if (input == 0)
            return Apply(gradient, Tensor.Zeros(index.Shape, gradient.DType), index);
        // Of several that went to one place only the last gets the gradient: which is it, counted on from the elements of x?
        var (x, places) = (inputs.ShapeOf(0), new ScatterPlaces(inputs.ShapeOf(0), Axis).Apply(index).Flatten());
        var last = new Gather(0).Apply(new ScatterSources(x, Axis).Apply(index), places).EqualTo(Tensor.Arange(index.ElementCount) + x.ElementCount);
        return (new Gather(0).Apply(gradient.Flatten(), places) * last.To(gradient.DType)).Reshape(index.Shape);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new Scatter(inputs.Axis(Axis)).Apply(inputs.All());
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with elements replaced along an axis where a tensor of indices says: y[i, index[i, j]] = source[i, j] along axis 1 of a matrix.
        /// Where several go to one place the last wins, and it alone gets the gradient. Negative indices count from the end.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to put there; of the index's shape, or broadcast to it.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor Scatter(int axis, Tensor index, Tensor source)
        {
            ArgumentNullException.ThrowIfNull(index);
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            index = Indices.Of(index, nameof(Scatter));
            AutoGrad.ScatterAdd.RequireFit(x.Shape, index.Shape, along, nameof(Scatter));
            if (!source.Shape.BroadcastsTo(index.Shape))
                throw new ShapeException($"Scatter: the source is {source.Shape} and the index {index.Shape}; " +
                    "the source must have the index's shape or broadcast to it.");
            return new Scatter(along).Apply(x, source.To(x.DType).Expand(index.Shape), index);
        }

        /// <summary>Replaces elements along an axis where a tensor of indices says, as <c>Scatter</c> does.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to put there; of the index's shape, or broadcast to it.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="Scatter"/>
        public Tensor ScatterInPlace(
            int axis, Tensor index, Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.Scatter(axis, index, source), nameof(ScatterInPlace), file, line);
    }
}
