using System.Globalization;
using System.Text.Json.Nodes;

namespace AutoGrad.Interop;

/// <summary>One part of a <see cref="Checkpoint"/>, what a model, an optimizer or anything else needs to go on: tensors and values by name.</summary>
/// <param name="kind">What it was made from: <c>Adam</c>.</param>
public sealed class CheckpointPart(string kind)
{
    private static readonly double[] unwritten = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>What it was made from.</summary>
    public string Kind { get; } = kind ?? throw new ArgumentNullException(nameof(kind));

    /// <summary>The tensors.</summary>
    public OrderedDictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>The values, as JSON.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>Keeps a number to the bit. JSON has none for NaN and the infinities, so these become strings.</summary>
    public void Set(string name, double value) => Values[name] = double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>All values that are numbers, those kept by <see cref="Set"/>.</summary>
    public OrderedDictionary<string, double> Numbers()
    {
        var numbers = new OrderedDictionary<string, double>();
        foreach (var (name, node) in Values)
            if (node is JsonValue value && NumberOf(value) is { } number)
                numbers.Add(name, number);
        return numbers;
    }

    /// <summary>What it holds: <c>Adam (8 tensors, 12 values)</c>.</summary>
    public override string ToString() => $"{Kind} ({Tensors.Count} tensors, {Values.Count} values)";

    private static double? NumberOf(JsonValue value)
    {
        if (value.TryGetValue(out double number))
            return number;
        if (value.TryGetValue(out long whole))
            return whole;
        if (value.TryGetValue(out int small))
            return small;
        if (value.TryGetValue(out string? text))
            foreach (double special in unwritten)
                if (text == special.ToString(CultureInfo.InvariantCulture))
                    return special;
        return null;
    }
}
