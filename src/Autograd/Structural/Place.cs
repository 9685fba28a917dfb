namespace AutoGrad;

/// <summary>Zeros of size Size along one axis, with the input placed in every Step-th element from Start on. Its transpose is
/// <see cref="Slice"/>.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Start">Where the first element goes.</param>
/// <param name="Size">The size of the axis in the result.</param>
/// <param name="Step">How far apart the elements go, at least 1.</param>
public sealed record Place(int Axis, int Start, int Size, int Step = 1) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var y = Tensor.Zeros(x.Shape.With(Axis, Size), x.DType);
        if (x.ElementCount > 0)
            new Slice(Axis, Start, x.Shape[Axis], Step).Apply(y).CopyCore(x);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new Slice(Axis, Start, shape[Axis], Step).Apply(gradient);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}
