namespace AutoGrad;

/// <summary>
/// Matrices of zeros in two new axes, with the input's last axis on a diagonal: y[…, i, …, i + Offset, …] = x[…, i]. Its transpose is
/// <see cref="Diagonal"/>.
/// </summary>
/// <param name="Offset">Which diagonal: 0 is the main one, positive ones lie above.</param>
/// <param name="Axis0">The axis of the rows in the result, from 0.</param>
/// <param name="Axis1">The axis of the columns in the result, from 0.</param>
/// <param name="Rows">The size of that axis.</param>
/// <param name="Columns">The size of that axis.</param>
public sealed record PlaceDiagonal(int Offset, int Axis0, int Axis1, int Rows, int Columns) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var sizes = x.Shape.AsSpan()[..^1].ToArray().ToList();
        sizes.Insert(Math.Min(Axis0, Axis1), Axis0 < Axis1 ? Rows : Columns);
        sizes.Insert(Math.Max(Axis0, Axis1), Axis0 < Axis1 ? Columns : Rows);
        var y = Tensor.Zeros([.. sizes], x.DType);
        var diagonal = new Diagonal(Offset, Axis0, Axis1).Apply(y);
        if (diagonal.Shape != x.Shape)
            throw new ShapeException($"{Name}: diagonal {Offset} of matrices of {Rows} rows and {Columns} columns is {diagonal.Shape}, " +
                $"not {x.Shape}.");
        if (x.ElementCount > 0)
            diagonal.CopyCore(x);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new Diagonal(Offset, Axis0, Axis1).Apply(gradient);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) =>
        (this with { Axis0 = inputs.Axis(Axis0), Axis1 = inputs.Axis(Axis1) }).Apply(inputs[0]);
}

public partial class Tensor
{
    /// <summary>The last axis on a diagonal of matrices of zeros, in two new axes: [..., n] → [..., n + |offset|, n + |offset|].</summary>
    /// <param name="offset">Which diagonal: 0 is the main one, positive ones lie above.</param>
    /// <param name="axis0">The axis of the rows in the result; negative counts from the end.</param>
    /// <param name="axis1">The axis of the columns in the result; negative counts from the end.</param>
    /// <exception cref="ShapeException">This is a scalar, an axis is out of range, or both are the same.</exception>
    public Tensor DiagEmbed(int offset = 0, int axis0 = -2, int axis1 = -1)
    {
        if (Rank == 0)
            throw new ShapeException("DiagEmbed: a scalar has no axis to put on a diagonal; Unsqueeze it first.");
        int size = checked(shape[^1] + Math.Abs(offset));
        var (rows, columns) = AutoGrad.Diagonal.Pair([.. shape.AsSpan()[..^1], 1, 1], axis0, axis1, nameof(DiagEmbed));
        return new PlaceDiagonal(offset, rows, columns, size, size).Apply(this);
    }
}
