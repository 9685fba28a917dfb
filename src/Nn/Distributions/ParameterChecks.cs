using System.Globalization;
using AutoGrad.Nn;

namespace AutoGrad.Distributions;

/// <summary>What distributions share in taking their parameters.</summary>
internal static class ParameterChecks
{
    /// <summary>A parameter in floating point; numbers and whole numbers as Float32.</summary>
    public static Tensor Real(Tensor x, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        return x.IsNumber || !x.DType.IsFloatingPoint ? x.To(DType.Float32) : x;
    }

    /// <summary>Two parameters in floating point and of one shape; a bare number takes the dtype of the other.</summary>
    public static (Tensor A, Tensor B) Aligned(string distribution, Tensor a, string aName, Tensor b, string bName)
    {
        ArgumentNullException.ThrowIfNull(a, aName);
        ArgumentNullException.ThrowIfNull(b, bName);
        if (!Shape.TryBroadcast(a.Shape, b.Shape, out var shape))
            throw new ShapeException($"{distribution}: {aName} is {a.Shape} and {bName} is {b.Shape}; they must broadcast.");
        var dtype = DTypes.Promote(a, b);
        if (a.IsNumber && b.IsNumber || !dtype.IsFloatingPoint)
            dtype = DType.Float32;
        return (a.To(dtype).Expand(shape), b.To(dtype).Expand(shape));
    }

    /// <summary>Exactly one of probabilities and logits.</summary>
    public static void RequireOne(string distribution, Tensor? probs, Tensor? logits)
    {
        if (probs is null == logits is null)
            throw new ArgumentException($"{distribution}: give either probs or logits" + (probs is null ? "." : ", not both."));
    }

    /// <summary>Checks that all values are as they must be.</summary>
    public static void Require(string distribution, Tensor values, string name, Func<double, bool> fine, string what) =>
        Inspection.Of(values, all =>
        {
            var numbers = all.Detach().To(DType.Float64).Contiguous().AsReadOnlySpan<double>();
            for (int i = 0; i < numbers.Length; i++)
                if (!fine(numbers[i]))
                    throw new ArgumentOutOfRangeException(
                        name,
                        $"{distribution}: {name} holds {numbers[i].ToString(CultureInfo.InvariantCulture)} at " +
                        $"{(Shape)all.Shape.Position(i)}; {what}.");
        });

    public static void RequirePositive(string distribution, Tensor values, string name) =>
        Require(distribution, values, name, static v => v > 0, "it must be more than 0");

    public static void RequireNumbers(string distribution, Tensor values, string name) =>
        Require(distribution, values, name, static v => !double.IsNaN(v), "it must be a number");

    public static void RequireProbabilities(string distribution, Tensor values) =>
        Require(distribution, values, "probs", static v => v >= 0 && v <= 1, "a probability lies in [0, 1]");

    /// <summary>Probabilities kept from 0 and 1 by one unit of rounding, as PyTorch does, so that their logarithms are finite.</summary>
    public static Tensor Inner(Tensor p)
    {
        double unit = p.DType == DType.Float32 ? 1.1920928955078125e-7 : 2.220446049250313e-16;
        return p.Clamp(unit, 1 - unit);
    }
}
