namespace AutoGrad;

/// <summary>The p-norm along an axis as distances need it: with derivatives of 0 where the vector is 0, which is a minimum.</summary>
internal static class VectorNorm
{
    /// <summary>(Σ |x|ᵖ)^(1/p); for p = ∞ and −∞ the greatest and the least |x|, for p = 0 the number of elements other than 0.</summary>
    public static Tensor Of(Tensor x, double p, int axis, bool keepDim, string operation)
    {
        axis = x.Shape.Axis(axis);
        return p switch
        {
            1 => x.Abs().Sum(axis, keepDim),
            2 => Root(x.Square().Sum(axis, keepDim), 2),
            0 => x.NotEqualTo(0).To(x.DType).Sum(axis, keepDim),
            double.PositiveInfinity => new Max(axis, keepDim).Apply(x.Abs()), // The operation itself shares the gradient among ties, as PyTorch does.
            double.NegativeInfinity => new Min(axis, keepDim).Apply(x.Abs()),
            > 0 => Root(Power(x.Abs(), p).Sum(axis, keepDim), p),
            _ => throw new ArgumentOutOfRangeException(
                nameof(p), p, FormattableString.Invariant($"{operation}: p is {p}; the exponent of a norm must be 0 or more, or −∞.")),
        };
    }

    /// <summary>A floating-point tensor; whole numbers as Float32.</summary>
    public static Tensor Real(Tensor x) => x.DType.IsFloatingPoint ? x : x.To(DType.Float32);

    /// <summary>Checks that two tensors broadcast.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    public static void RequireBroadcast(string operation, Tensor x, Tensor y, string? xName, string? yName)
    {
        if (!Shape.TryBroadcast(x.Shape, y.Shape, out _))
            throw new ShapeException(
                $"{operation}: {CallerName.Or(xName, "x")} is {x.Shape} and {CallerName.Or(yName, "y")} is {y.Shape}; aligned at the last axis, " +
                "sizes must be equal or 1. Reshape or slice one of them.");
    }

    private static Tensor Root(Tensor sum, double p) => Power(sum, 1 / p);

    /// <summary>xᵖ for x ≥ 0 with all derivatives 0 at 0; a NaN stays one.</summary>
    private static Tensor Power(Tensor x, double p)
    {
        var inside = x.NotEqualTo(0);
        return Tensor.Where(inside, Tensor.Where(inside, x, 1).Pow(p), 0);
    }
}
