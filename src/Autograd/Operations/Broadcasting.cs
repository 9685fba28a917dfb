namespace AutoGrad;

/// <summary>The broadcasting of two operands, with errors that name them.</summary>
internal static class Broadcasting
{
    /// <summary>The shape that two operands broadcast to.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    public static Shape Shape(string operation, Tensor a, Tensor b, string? aName, string? bName)
    {
        if (AutoGrad.Shape.TryBroadcast(a.Shape, b.Shape, out var shape))
            return shape;
        string first = CallerName.Or(aName, "a"), second = CallerName.Or(bName, "b");
        throw new ShapeException(
            $"{operation}: {first} is {a.Shape} and {second} is {b.Shape}; aligned at the last axis, sizes must be equal or 1." +
            Suggestion(a.Shape, b.Shape, first, second));
    }

    /// <summary>Whether an operand lies in memory just as the result will.</summary>
    public static bool IsPlain(Tensor operand, Tensor result) =>
        operand.IsContiguous && operand.DType == result.DType && operand.ElementCount == result.ElementCount;

    private static string Suggestion(Shape a, Shape b, string first, string second)
    {
        // A vector that was meant to go along the first axes, or a matrix that was meant transposed.
        if (a.Rank > b.Rank && b.Rank > 0 && a.AsSpan()[..b.Rank].SequenceEqual(b.AsSpan()))
            return $" Did you mean {second}.Unsqueeze(-1)?";
        if (b.Rank > a.Rank && a.Rank > 0 && b.AsSpan()[..a.Rank].SequenceEqual(a.AsSpan()))
            return $" Did you mean {first}.Unsqueeze(-1)?";
        if (a.Rank == 2 && b.Rank == 2 && a[0] == b[1] && a[1] == b[0])
            return $" Did you mean {second}.T?";
        return " Reshape or slice one of them.";
    }
}
