namespace AutoGrad;

/// <summary>
/// A diagonal of the matrices in two axes, as a new last axis, a view: y[…, i] = x[…, i, …, i + Offset, …]. Its transpose is
/// <see cref="PlaceDiagonal"/>.
/// </summary>
/// <param name="Offset">Which diagonal: 0 is the main one, positive ones lie above.</param>
/// <param name="Axis0">The axis of the rows, from 0.</param>
/// <param name="Axis1">The axis of the columns, from 0.</param>
public sealed record Diagonal(int Offset, int Axis0, int Axis1) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        int[] sizes = new int[x.Rank - 1], strides = new int[x.Rank - 1];
        int at = 0;
        for (int i = 0; i < x.Rank; i++)
            if (i != Axis0 && i != Axis1)
                (sizes[at], strides[at++]) = (x.Shape[i], x.StrideArray[i]);
        int row = x.StrideArray[Axis0], column = x.StrideArray[Axis1];
        (sizes[at], strides[at]) = (Count(x.Shape[Axis0], x.Shape[Axis1], Offset), row + column);
        var shape = new Shape(sizes.AsSpan());
        return x.View(shape, strides, shape.ElementCount == 0 ? 0 : Offset >= 0 ? Offset * column : -Offset * row);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) =>
        new PlaceDiagonal(Offset, Axis0, Axis1, shape[Axis0], shape[Axis1]).Apply(gradient);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) =>
        new Diagonal(Offset, inputs.Axis(Axis0), inputs.Axis(Axis1)).Apply(inputs[0]);

    /// <summary>How many elements a diagonal has.</summary>
    internal static int Count(int rows, int columns, int offset) =>
        (int)Math.Max(0, Math.Min(rows + Math.Min(0L, offset), columns - Math.Max(0L, offset)));

    /// <summary>Two axes from 0 that must differ.</summary>
    internal static (int Axis0, int Axis1) Pair(Shape shape, int axis0, int axis1, string operation)
    {
        int a = shape.Axis(axis0, operation), b = shape.Axis(axis1, operation);
        return a != b ? (a, b) : throw new ShapeException($"{operation}: {axis0} and {axis1} are the same axis of shape {shape}; give two.");
    }
}

public partial class Tensor
{
    /// <summary>A diagonal of the matrices in two axes, as a new last axis, a view: y[…, i] = x[…, i, …, i + offset, …].</summary>
    /// <param name="offset">Which diagonal: 0 is the main one, positive ones lie above.</param>
    /// <param name="axis0">The axis of the rows; negative counts from the end.</param>
    /// <param name="axis1">The axis of the columns; negative counts from the end.</param>
    /// <exception cref="ShapeException">An axis is out of range, or both are the same.</exception>
    public Tensor Diagonal(int offset = 0, int axis0 = 0, int axis1 = 1)
    {
        var (rows, columns) = AutoGrad.Diagonal.Pair(shape, axis0, axis1, nameof(Diagonal));
        return new Diagonal(offset, rows, columns).Apply(this);
    }
}
