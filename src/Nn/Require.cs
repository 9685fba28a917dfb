namespace AutoGrad.Nn;

/// <summary>Checks that layers share.</summary>
internal static class Require
{
    /// <summary>Checks that an input has the dtype of a layer's state.</summary>
    /// <exception cref="DTypeException">It has another.</exception>
    public static void DType(Module layer, Tensor x, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType != state.DType)
            throw new DTypeException(
                $"{layer.Headline}: the input is {x.DType} and the parameters are {state.DType}. " +
                (x.DType.IsFloatingPoint ? $"Convert the model with .To(DType.{x.DType}), or the input" : "Convert the input") + $" with .To(DType.{state.DType}).");
    }
}
