using System.Globalization;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>What tests/Golden/interop.py wrote.</summary>
internal static class Golden
{
    public static JsonElement Root { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "interop.json"))).RootElement;

    public static byte[] File64(JsonElement element) => element.GetBytesFromBase64();

    /// <summary>All elements in row-major order, to the bit.</summary>
    public static void Same(JsonElement expected, Tensor found)
    {
        var texts = expected.EnumerateArray().Select(static value => value.GetString()!).ToArray();
        Assert.Equal(texts.Length, found.ElementCount);
        if (found.DType.IsFloatingPoint)
            Assert.Equal(
                texts.Select(static text => BitConverter.DoubleToInt64Bits(Number(text))),
                found.To(DType.Float64).ToArray<double>().Select(BitConverter.DoubleToInt64Bits));
        else
            Assert.Equal(texts.Select(static text => long.Parse(text, CultureInfo.InvariantCulture)), found.To(DType.Int64).ToArray<long>());
    }

    public static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
