using System.Globalization;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>One case of a file in tests/Golden: an operation, its arguments, inputs, result, and derivatives, as golden.py explains them.</summary>
public sealed record GoldenCase(string Op, JsonElement Args, Tensor[] Inputs, Tensor Output, Tensor[]? Gradients, Tensor?[]? Second)
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
        var dtype = System.Enum.Parse<DType>(packed.GetProperty("dtype").GetString()!);
        return dtype switch
        {
            DType.Float32 or DType.Float64 => AutoGrad.Tensor.Of<double>(Array.ConvertAll(texts, Number), shape).To(dtype),
            _ => AutoGrad.Tensor.Of<long>(Array.ConvertAll(texts, static t => long.Parse(t, CultureInfo.InvariantCulture)), shape).To(dtype),
        };
    }

    /// <summary>The weights 1, 1⅛, 1¼, … of the elements of a result, with which gradients are taken.</summary>
    public static Tensor WeightsOf(Tensor y) => (1 + AutoGrad.Tensor.Arange(y.ElementCount).To(DType.Float64) / 8).Reshape(y.Shape);

    public bool Has(string name) => Args.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public int Int(string name) => Args.GetProperty(name).GetInt32();

    public int? OptionalInt(string name) => Has(name) ? Int(name) : null;

    public int[] Ints(string name) => Ints(Args.GetProperty(name));

    public bool Flag(string name) => Args.GetProperty(name).GetBoolean();

    public double Double(string name) => Args.GetProperty(name).GetDouble();

    public double? OptionalDouble(string name) => Has(name) ? Double(name) : null;

    public string Text(string name) => Args.GetProperty(name).GetString()!;

    public T Enum<T>(string name) where T : struct, Enum => System.Enum.Parse<T>(Text(name), ignoreCase: true);

    public Axes Axes(string name = "axes") => Args.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? Ints(list) : AutoGrad.Axes.All;

    public Tensor Tensor(string name) => Tensor(Args.GetProperty(name));

    public Tensor? OptionalTensor(string name) => Has(name) ? Tensor(name) : null;

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(static e => e.GetInt32())];

    public override string ToString() => $"{Op} {Args} of {string.Join(" and ", Inputs.Select(static x => x.Shape))}";

    private static GoldenCase Read(JsonElement json) => new(
        json.GetProperty("op").GetString()!,
        json.GetProperty("args").Clone(),
        [.. json.GetProperty("inputs").EnumerateArray().Select(Tensor)],
        Tensor(json.GetProperty("output")),
        json.TryGetProperty("gradients", out var gradients) ? [.. gradients.EnumerateArray().Select(Tensor)] : null,
        json.TryGetProperty("second", out var second)
            ? [.. second.EnumerateArray().Select(static g => g.ValueKind == JsonValueKind.Null ? null : Tensor(g))]
            : null);

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
