using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Zeros, with elements added along an axis where an Int64 tensor says: inputs x and index of one shape, y[…, index[…, j, …], …] += x[…, j, …], in
/// the order of j. Linear in x; its transpose is <see cref="Gather"/>.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Size">The size of that axis in the result.</param>
public sealed record ScatterAdd(int Axis, int Size) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input1;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var index = inputs[1].Contiguous();
        var y = Tensor.Zeros(index.Shape.With(Axis, Size), inputs[0].DType);
        Indices.RequireWithin(index, y.Shape, Axis, Name);
        var x = Runs.Along(inputs[0], Axis);
        switch (y.DType)
        {
            case DType.Float32: Run<float>(x, index, y); break;
            case DType.Float64: Run<double>(x, index, y); break;
            case DType.Int64: Run<long>(x, index, y); break;
            case DType.Int32: Run<int>(x, index, y); break;
            case DType.Byte: Run<byte>(x, index, y); break;
            default: throw new DTypeException("ScatterAdd: the tensor is Bool, which has no sums; convert with .To(DType.Int64).");
        }
        return y;
    }

    private void Run<T>(Runs x, Tensor index, Tensor y) where T : unmanaged, System.Numerics.INumber<T> =>
        GatherKernels.ScatterAdd(x.Values.AsReadOnlySpan<T>(), index.AsReadOnlySpan<long>(), y.AsSpan<T>(), Size, x.Size, x.Inner);

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) => new Gather(Axis).Apply(gradient, inputs[1]);

    /// <summary>Checks that an index has as many axes as what it points into, and no more elements along the others.</summary>
    internal static void RequireFit(Shape shape, Shape index, int axis, string operation)
    {
        bool fits = index.Rank == shape.Rank;
        for (int i = 0; fits && i < shape.Rank; i++)
            fits = i == axis || index[i] <= shape[i];
        if (!fits)
            throw new ShapeException(
                $"{operation}: the index is {index} and the tensor {shape}; they must have as many axes, and but for axis {axis} the index no " +
                "more elements. " +
                (index.Rank == 1 ? "For whole slices use IndexSelect." : "Unsqueeze, expand or slice the index."));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0], inputs[1]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with elements added along an axis where a tensor of indices says: y[i, index[i, j]] += source[i, j] along axis 1 of a matrix,
        /// in the order of j. Negative indices count from the end.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to add, of the index's shape.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor ScatterAdd(int axis, Tensor index, Tensor source)
        {
            ArgumentNullException.ThrowIfNull(index);
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            index = Indices.Of(index, nameof(ScatterAdd));
            AutoGrad.ScatterAdd.RequireFit(x.Shape, index.Shape, along, nameof(ScatterAdd));
            if (source.Shape != index.Shape)
                throw new ShapeException($"ScatterAdd: the source is {source.Shape} and the index {index.Shape}; they must have the same shape. " +
                    "Expand the source, or slice it.");
            var sum = new ScatterAdd(along, x.Shape[along]).Apply(source, index);
            for (int i = 0; i < x.Rank; i++)
                if (sum.Shape[i] != x.Shape[i])
                    sum = new Place(i, 0, x.Shape[i]).Apply(sum);
            return x + sum;
        }

        /// <summary>Adds elements along an axis where a tensor of indices says, as <c>ScatterAdd</c> does.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to add, of the index's shape.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="ScatterAdd"/>
        public Tensor ScatterAddInPlace(
            int axis, Tensor index, Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.ScatterAdd(axis, index, source), nameof(ScatterAddInPlace), file, line);
    }
}
