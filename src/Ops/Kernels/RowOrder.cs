namespace AutoGrad;

/// <summary>The order of the rows of a matrix.</summary>
internal static class RowOrder
{
    /// <summary>
    /// The rows by their first elements, where these are equal by the second, and so on, Int64 [rows]. Equal rows keep their order.
    /// </summary>
    public static Tensor Of(Tensor x)
    {
        x = x.Detach().To(x.DType.IsFloatingPoint ? DType.Float64 : DType.Int64);
        int rows = x.Shape[0], size = x.Shape[1];
        var keys = x.DType == DType.Float64
            ? Array.ConvertAll(x.ToArray<double>(), Float64Keys.Key)
            : Array.ConvertAll(x.ToArray<long>(), Int64Keys.Key);
        var order = new long[rows];
        for (int i = 0; i < rows; i++)
            order[i] = i;
        order.AsSpan().Sort((a, b) =>
            keys.AsSpan((int)a * size, size).SequenceCompareTo(keys.AsSpan((int)b * size, size)) is not 0 and var byKeys ? byKeys : a.CompareTo(b));
        return Tensor.Wrap(order);
    }
}
