namespace AutoGrad;

/// <summary>
/// As <see cref="MaxPositions"/>, under windows that cut each spatial axis into so many stretches, as even as can be: place i of n over s elements
/// takes those from ⌊i·s/n⌋ to ⌈(i + 1)·s/n⌉ − 1.
/// </summary>
/// <param name="Places">How many windows there are along each spatial axis.</param>
public sealed record AdaptiveMaxPositions(Shape Places) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0];
        if (x.Rank != Places.Rank + 2)
            throw new ShapeException($"{Name}: the input is {x.Shape} and the places {Places}; the input must have two axes more.");
        var ranges = new PoolRange[Places.Rank][];
        for (int i = 0; i < ranges.Length; i++)
            ranges[i] = [.. Enumerable.Range(0, Places[i]).Select(j => PoolRange.Adaptive(j, Places[i], x.Shape[i + 2]))];
        return PoolKernels.Greatest(x, ranges);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) =>
        inputs.Size == 0 ? null : ConvolutionBatches.SplitFirst(Apply(ConvolutionBatches.JoinImages(inputs[0])), inputs.Size);
}
