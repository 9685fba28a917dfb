namespace AutoGrad;

/// <summary>
/// The transpose of <see cref="Convolution"/> by its filters: images x [N, C, …] and g [N, O, …] give w [O, C/groups, …] with
/// w[o, c, k] = Σ over n and i of x[n, c, i·stride + k·dilation − padding] · g[n, o, i].
/// </summary>
/// <param name="Window">Stride, padding and dilation.</param>
/// <param name="Groups">Into how many groups the channels fall.</param>
/// <param name="Sizes">The spatial sizes of the filters, which have as many places over x as g has elements.</param>
public sealed record ConvolutionFilterGradient(Window Window, int Groups, Shape Sizes) : BilinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor a, Tensor b)
    {
        Window.Require(Name, Sizes.Rank);
        bool fits = a.Rank == Sizes.Rank + 2 && b.Rank == a.Rank && a.Shape[0] == b.Shape[0] && Groups > 0 && a.Shape[1] % Groups == 0
            && b.Shape[1] % Groups == 0;
        for (int i = 0; fits && i < Sizes.Rank; i++)
            fits = Window.Places(i, a.Shape[i + 2], Sizes[i]) == b.Shape[i + 2];
        if (!fits)
            throw new ShapeException($"{Name}: images {a.Shape} and gradients {b.Shape} do not give filters {Sizes} with {Window} and " +
                $"{Groups} groups.");
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Correlations.Weight(a.To(dtype), b.To(dtype), Window, Groups, Sizes);
    }

    /// <inheritdoc/>
    protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) =>
        new TransposedConvolution(Window, Groups, ConvolutionArguments.Spatial(shape)).Apply(b, gradient);

    /// <inheritdoc/>
    protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) => new Convolution(Window, Groups).Apply(a, gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) =>
        inputs.Size == 0 ? null : ConvolutionBatches.SplitFirst(
            (this with { Groups = Groups * inputs.Size }).Apply(
                ConvolutionBatches.JoinChannels(inputs[0]), ConvolutionBatches.JoinChannels(inputs[1])),
            inputs.Size);
}
