namespace AutoGrad;

/// <summary>How a batch of convolutions is one: samples that share filters are images, and those that do not are groups of channels.</summary>
internal static class ConvolutionBatches
{
    /// <summary>A convolution of every sample, transposed or not.</summary>
    /// <param name="inputs">Images and filters.</param>
    /// <param name="shared">The convolution, for samples that share filters.</param>
    /// <param name="each">The same with the groups of all samples, for those that do not.</param>
    public static Tensor? Map(BatchInputs inputs, BilinearOp shared, BilinearOp each) =>
        inputs.Size == 0 ? null
        : inputs.IsBatched(1) ? SplitChannels(each.Apply(JoinChannels(inputs[0]), JoinImages(inputs[1])), inputs.Size)
        : SplitFirst(shared.Apply(JoinImages(inputs[0]), inputs.AsGiven(1)), inputs.Size);

    /// <summary>[B, N, …] → [B·N, …].</summary>
    public static Tensor JoinImages(Tensor x) => x.Reshape([x.Shape[0] * x.Shape[1], .. x.Shape.AsSpan()[2..]]);

    /// <summary>[B, N, C, …] → [N, B·C, …].</summary>
    public static Tensor JoinChannels(Tensor x) =>
        x.Transpose(0, 1).Reshape([x.Shape[1], x.Shape[0] * x.Shape[2], .. x.Shape.AsSpan()[3..]]);

    /// <summary>[N, B·C, …] → [B, N, C, …].</summary>
    public static Tensor SplitChannels(Tensor y, int size) =>
        y.Reshape([y.Shape[0], size, y.Shape[1] / size, .. y.Shape.AsSpan()[2..]]).Transpose(0, 1);

    /// <summary>[B·N, …] → [B, N, …].</summary>
    public static Tensor SplitFirst(Tensor y, int size) => y.Reshape([size, y.Shape[0] / size, .. y.Shape.AsSpan()[1..]]);
}
