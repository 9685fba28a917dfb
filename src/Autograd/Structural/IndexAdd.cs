using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Zeros, with the slices of the input added where an Int64 vector says: inputs x and index, y[…, index[i], …] += x[…, i, …], in the order of i.
/// Linear in x; its transpose is <see cref="IndexSelect"/>.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Size">The size of that axis in the result.</param>
public sealed record IndexAdd(int Axis, int Size) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input1;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (x, index) = (inputs[0].Contiguous(), inputs[1]);
        var shape = x.Shape.With(Axis, Size);
        var rows = IndexVector.Check(index, shape, Axis, Name);
        var y = Tensor.Zeros(shape, x.DType);
        var (outer, _, inner) = IndexVector.Around(shape, Axis);
        if (x.DType == DType.Float32)
            Sum<float>(x, y, rows, outer, inner);
        else if (x.DType == DType.Float64)
            Sum<double>(x, y, rows, outer, inner);
        else
            throw new DTypeException($"IndexAdd: the input is {x.DType}; use Float32 or Float64.");
        return y;
    }

    private void Sum<T>(Tensor x, Tensor y, int[] rows, int outer, int inner) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> from = x.Span<T>();
        var to = y.Span<T>();
        for (int o = 0, at = 0; o < outer; o++)
            foreach (int row in rows)
            {
                var target = to.Slice((o * Size + row) * inner, inner);
                TensorPrimitives.Add(target, from.Slice(at, inner), target);
                at += inner;
            }
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) => new IndexSelect(Axis).Apply(gradient, inputs[1]);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs)
    {
        if (!inputs.IsBatched(1))
            return new IndexAdd(inputs.Axis(Axis), Size).Apply(inputs[0], inputs.AsGiven(1));
        int axis = inputs.ShapeOf(0).Axis(Axis) + 1;
        var rows = new IndexAdd(0, inputs.Size * Size).Apply(IndexVector.Rows(inputs[0], axis), IndexVector.OfRows(inputs[1], Size));
        return IndexVector.Samples(rows, inputs.Size, Size, axis);
    }
}
