namespace AutoGrad;

/// <summary>
/// How a gradient is shared among tied winners: inputs x and the winners y over the axes, kept with size 1; 1/n where x is one of n that equal y,
/// else 0.
/// </summary>
/// <param name="Axes">The axes the winners were taken over.</param>
public sealed record WinnerShares(Axes Axes) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0].Contiguous();
        var winners = inputs[1].Expand(x.Shape).Contiguous();
        var won = Tensor.Empty(x.Shape, x.DType);
        if (x.DType == DType.Float32)
            Ties.Mark(x.AsReadOnlySpan<float>(), winners.AsReadOnlySpan<float>(), won.AsSpan<float>());
        else
            Ties.Mark(x.AsReadOnlySpan<double>(), winners.AsReadOnlySpan<double>(), won.AsSpan<double>());
        return won / won.Sum(Axes, keepDim: true);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new WinnerShares(inputs.Axes(Axes)).Apply(inputs[0], inputs[1]);
}
