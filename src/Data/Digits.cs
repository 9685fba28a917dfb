using System.Globalization;
using System.IO.Compression;

namespace AutoGrad.Data;

/// <summary>
/// 1,797 handwritten digits of 8×8, a part of the library: "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998, UCI Machine
/// Learning Repository, CC BY 4.0). Small enough to train on in a second, real enough to learn something.
/// </summary>
public static class Digits
{
    private const int Pixels = 64;
    private const float Brightest = 16;

    /// <summary>All digits: images as Float32 from 0 to 1, [1797, 64] in row-major order, labels as Int64 from 0 to 9, [1797].</summary>
    public static TensorDataset Load()
    {
        using var resource = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var text = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        var images = new List<float>();
        var labels = new List<long>();
        while (text.ReadLine() is { } line)
        {
            var numbers = Array.ConvertAll(line.Split(','), static n => int.Parse(n, CultureInfo.InvariantCulture));
            images.AddRange(numbers.Take(Pixels).Select(static n => n / Brightest));
            labels.Add(numbers[Pixels]);
        }
        return new(Tensor.Wrap(images.ToArray(), [labels.Count, Pixels]), Tensor.Wrap(labels.ToArray()));
    }

    /// <summary>
    /// Four fifths of each digit for training, or the other fifth for testing, in the order of <see cref="Load()"/>. The parting was drawn once and
    /// is the same always.
    /// </summary>
    public static TensorDataset Load(bool train)
    {
        var (first, second) = Load().SplitByClass(0.8, Generator.Seeded(0));
        var part = train ? first : second;
        var (inputs, targets) = part.Batch(0, part.Count);
        return new(inputs, targets);
    }
}
