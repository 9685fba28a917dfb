namespace AutoGrad.Nn;

/// <summary>
/// A tensor that is learned: a leaf that requires a gradient. A public property of a <see cref="Module"/> that holds one makes it part of the model.
/// </summary>
public sealed class Parameter : StateTensor
{
    /// <summary>A parameter over the memory of a tensor, a copy of it where it is not contiguous. No gradient flows back to where the values came
    /// from.</summary>
    /// <param name="data">The values to start from; a bare number makes a Float32 scalar.</param>
    /// <param name="requiresGrad">Whether gradients are collected; false for a frozen parameter.</param>
    /// <exception cref="DTypeException">The tensor does not hold floating-point numbers.</exception>
    public Parameter(Tensor data, bool requiresGrad = true) : base(Values(data)) => RequiresGrad = requiresGrad;

    private static Tensor Values(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsNumber)
            return data.To(DType.Float32);
        if (!data.DType.IsFloatingPoint)
            throw new DTypeException(
                $"Parameter: only floating-point tensors are learned, and this one is {data.DType}; convert it with .To(DType.Float32), or hold it " +
                "as a TensorBuffer.");
        return data.Detach().Contiguous();
    }
}
