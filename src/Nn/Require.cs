using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

/// <summary>Checks that layers share.</summary>
internal static class Require
{
    /// <summary>Checks that an input has the dtype of a layer's state, or is floating-point where there is none.</summary>
    /// <exception cref="DTypeException">It is not so.</exception>
    public static void DType(Module layer, Tensor x, Tensor? state)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (state is null && !x.DType.IsFloatingPoint)
            throw new DTypeException($"{layer.Headline}: the input is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
        if (state is not null && x.DType != state.DType)
            throw new DTypeException(
                $"{layer.Headline}: the input is {x.DType} and the parameters are {state.DType}. " +
                (x.DType.IsFloatingPoint ? $"Convert the model with .To(DType.{x.DType}), or the input" : "Convert the input") +
                $" with .To(DType.{state.DType}).");
    }

    /// <summary>Checks that a number is 0 or more, and finite.</summary>
    public static double NonNegative(double value, string who, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, FormattableString.Invariant($"{who}: {name} is {value}; it must be 0 or more, and finite."));

    /// <summary>Checks that a number is more than 0, and finite.</summary>
    public static double Positive(double value, string who, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, FormattableString.Invariant($"{who}: {name} is {value}; it must be more than 0, and finite."));

    /// <summary>Checks that a size or a count is 1 or more.</summary>
    public static void AtLeastOne(int value, string who, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < 1)
            throw new ArgumentOutOfRangeException(name, value, $"{who}: {name} is {value}; it must be 1 or more.");
    }

    /// <summary>Checks that a number is finite.</summary>
    public static double Finite(double value, string who, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{who}: {name} is {value}; it must be finite."));
}
