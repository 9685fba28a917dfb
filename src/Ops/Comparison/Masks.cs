namespace AutoGrad;

/// <summary>What the operations on masks ask of them.</summary>
internal static class Masks
{
    /// <summary>Refuses a tensor that is not Bool.</summary>
    public static void Require(string operation, Tensor mask, string? name, string letter)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.DType == DType.Bool)
            return;
        string shown = CallerName.Or(name, letter);
        throw new DTypeException($"{operation}: {shown} is {mask.DType} and must be Bool. Did you mean a comparison, {shown}.NotEqualTo(0)?");
    }
}
