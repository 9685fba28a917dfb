using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

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
        switch (x.DType)
        {
            case DType.Float32: Sum<float>(x, y, rows, outer, inner); break;
            case DType.Float64: Sum<double>(x, y, rows, outer, inner); break;
            case DType.Int64: Sum<long>(x, y, rows, outer, inner); break;
            case DType.Int32: Sum<int>(x, y, rows, outer, inner); break;
            case DType.Byte: Sum<byte>(x, y, rows, outer, inner); break;
            default: throw new DTypeException("IndexAdd: the input is Bool, which has no sums; convert with .To(DType.Int64).");
        }
        return y;
    }

    private void Sum<T>(Tensor x, Tensor y, ReadOnlySpan<long> rows, int outer, int inner) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> from = x.Span<T>();
        var to = y.Span<T>();
        for (int o = 0, at = 0; o < outer; o++)
            foreach (long index in rows)
            {
                int row = IndexVector.Row(index, Size);
                if (inner == 1)
                {
                    to[o * Size + row] += from[at++];
                    continue;
                }
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

public partial class Tensor
{
    /// <summary>
    /// The tensor with <paramref name="alpha"/> times the slices of a source added to those of an axis that a vector of indices lists, in its order:
    /// y[…, index[i], …] += alpha · source[…, i, …].
    /// </summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
    /// <param name="source">As this tensor, but along the axis as many slices as there are indices; or of a shape that broadcasts to that.</param>
    /// <param name="alpha">What the source is multiplied by.</param>
    /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
    /// <exception cref="IndexException">An index lies outside the axis.</exception>
    /// <exception cref="DTypeException">The indices are not whole numbers, or alpha has a fraction and the source none.</exception>
    public Tensor IndexAdd(int axis, Tensor index, Tensor source, double alpha = 1)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(source);
        int along = shape.Axis(axis);
        index = IndexVector.Of(index, nameof(IndexAdd));
        var slices = shape.With(along, index.ElementCount);
        if (!source.shape.BroadcastsTo(slices))
            throw new ShapeException($"IndexAdd: the source is {source.shape} and {index.ElementCount} slices along axis {along} of the {shape} tensor " +
                $"are {slices}; the source must have that shape or broadcast to it.");
        source = source.Expand(slices);
        if (alpha != 1)
            source = Shared<Multiply>.Op.Apply(source, source.DType.IsFloatingPoint ? (Tensor)alpha : Whole(alpha));
        return Shared<Add>.Op.Apply(this, new IndexAdd(along, shape[along]).Apply(source, index));
    }

    /// <summary>Adds the slices of a source to those of an axis that a vector of indices lists, as <c>IndexAdd</c> does.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
    /// <param name="source">As this tensor, but along the axis as many slices as there are indices; or of a shape that broadcasts to that.</param>
    /// <param name="alpha">What the source is multiplied by.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <returns>This tensor.</returns>
    /// <inheritdoc cref="IndexAdd"/>
    public Tensor IndexAddInPlace(
        int axis, Tensor index, Tensor source, double alpha = 1, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        WriteInPlace(IndexAdd(axis, index, source, alpha), nameof(IndexAddInPlace), file, line);

    private static long Whole(double alpha) => Math.Floor(alpha) == alpha
        ? (long)alpha
        : throw new DTypeException(FormattableString.Invariant(
            $"IndexAdd: alpha is {alpha} and the source holds whole numbers. Convert both with .To(DType.Float32) first."));
}
