using System.Globalization;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>One case of a file in tests/Golden: an operation, its arguments, inputs, result, and gradients of Σ w·y with w[i] = 1 + i/8.</summary>
public sealed record GoldenCase(string Op, JsonElement Args, Tensor[] Inputs, Tensor Output, Tensor[]? Gradients)
{
    public static IReadOnlyList<GoldenCase> Load(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)));
        return [.. json.RootElement.EnumerateArray().Select(Read)];
    }

    public static Tensor Tensor(JsonElement packed)
    {
        var shape = new Shape(Ints(packed.GetProperty("shape")));
        string[] texts = packed.GetProperty("values").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return packed.GetProperty("dtype").GetString() switch
        {
            "Float64" => AutoGrad.Tensor.Of<double>(Array.ConvertAll(texts, Number), shape),
            "Int64" => AutoGrad.Tensor.Of<long>(Array.ConvertAll(texts, static t => long.Parse(t, CultureInfo.InvariantCulture)), shape),
            _ => AutoGrad.Tensor.Of<bool>(Array.ConvertAll(texts, static t => t == "1"), shape),
        };
    }

    public int Int(string name) => Args.GetProperty(name).GetInt32();

    public bool Flag(string name) => Args.GetProperty(name).GetBoolean();

    public double Double(string name) => Args.GetProperty(name).GetDouble();

    public Axes Axes(string name = "axes") => Args.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? Ints(list) : AutoGrad.Axes.All;

    public Tensor Tensor(string name) => Tensor(Args.GetProperty(name));

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(static e => e.GetInt32())];

    public override string ToString() => $"{Op} {Args} of {string.Join(" and ", Inputs.Select(static x => x.Shape))}";

    private static GoldenCase Read(JsonElement json) => new(
        json.GetProperty("op").GetString()!,
        json.GetProperty("args").Clone(),
        [.. json.GetProperty("inputs").EnumerateArray().Select(Tensor)],
        Tensor(json.GetProperty("output")),
        json.TryGetProperty("gradients", out var gradients) ? [.. gradients.EnumerateArray().Select(Tensor)] : null);

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
