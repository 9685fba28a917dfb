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
        var table = Resource.Table("digits.csv.gz", header: false).Numbers();
        return new(table[.., ..Pixels] / Brightest, table[.., Pixels].To(DType.Int64));
    }

    /// <summary>
    /// Four fifths of each digit for training, or the other fifth for testing, in the order of <see cref="Load()"/>. The parting was drawn once and
    /// is the same always.
    /// </summary>
    public static TensorDataset Load(bool train) => Resource.Part(Load().SplitByClass(0.8, Generator.Seeded(0)), train);
}
