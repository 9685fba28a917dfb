namespace AutoGrad;

/// <summary>
/// The slices of an axis that an Int64 vector lists: inputs x and index, y[…, i, …] = x[…, index[i], …]. Linear in x; its transpose is
/// <see cref="IndexAdd"/>.
/// </summary>
/// <param name="Axis">The axis, from 0.</param>
public sealed record IndexSelect(int Axis) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input1;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (x, index) = (inputs[0], inputs[1]);
        var rows = IndexVector.Check(index, x.Shape, Axis, Name);
        var y = Tensor.Empty(x.Shape.With(Axis, rows.Length), x.DType);
        var (outer, size, inner) = IndexVector.Around(x.Shape, Axis);
        x = x.Contiguous();
        if (inner == 1)
        {
            switch (x.DType.Size)
            {
                case 1: Pick<byte>(x, y, rows, outer, size); break;
                case 4: Pick<int>(x, y, rows, outer, size); break;
                default: Pick<long>(x, y, rows, outer, size); break;
            }
            return y;
        }
        int bytes = inner * x.DType.Size;
        ReadOnlySpan<byte> from = x.Bytes();
        var to = y.Bytes();
        for (int o = 0, at = 0; o < outer; o++)
            foreach (long row in rows)
            {
                from.Slice((o * size + IndexVector.Row(row, size)) * bytes, bytes).CopyTo(to.Slice(at, bytes));
                at += bytes;
            }
        return y;
    }

    /// <summary>Single elements, as whole numbers of their size.</summary>
    private static void Pick<T>(Tensor x, Tensor y, ReadOnlySpan<long> rows, int outer, int size) where T : unmanaged
    {
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = x.Span<T>().Slice(o * size, size);
            var to = y.Span<T>().Slice(o * rows.Length, rows.Length);
            for (int i = 0; i < rows.Length; i++)
                to[i] = from[IndexVector.Row(rows[i], size)];
        }
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) =>
        new IndexAdd(Axis, inputs.ShapeOf(0)[Axis]).Apply(gradient, inputs[1]);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs)
    {
        if (!inputs.IsBatched(1))
            return new IndexSelect(inputs.Axis(Axis)).Apply(inputs[0], inputs.AsGiven(1));
        var (index, shape) = (inputs[1], inputs.ShapeOf(0));
        int axis = shape.Axis(Axis), count = index.Shape[1];
        if (!inputs.IsBatched(0))
        {
            // One table for all samples: everything they pick from it in one go.
            var picked = new IndexSelect(axis).Apply(inputs.AsGiven(0), index.Reshape([inputs.Size * count]));
            return Permute.Moved(picked.Reshape([.. shape.AsSpan()[..axis], inputs.Size, count, .. shape.AsSpan()[(axis + 1)..]]), axis, 0);
        }
        var rows = new IndexSelect(0).Apply(IndexVector.Rows(inputs[0], axis + 1), IndexVector.OfRows(index, shape[axis]));
        return IndexVector.Samples(rows, inputs.Size, count, axis + 1);
    }
}

public partial class Tensor
{
    /// <summary>The slices of an axis that a vector of indices lists, in its order, repetitions allowed. Negative indices count from the
    /// end.</summary>
    /// <exception cref="IndexException">An index lies outside the axis.</exception>
    /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
    public Tensor IndexSelect(int axis, Tensor index) => new IndexSelect(shape.Axis(axis)).Apply(this, IndexVector.Of(index, nameof(IndexSelect)));
}
