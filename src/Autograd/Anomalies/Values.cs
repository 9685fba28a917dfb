using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>What the elements of a tensor are, where NaN or infinity was found among them.</summary>
/// <param name="NaN">How many are NaN.</param>
/// <param name="Infinite">How many are ∞ or −∞.</param>
/// <param name="Zero">How many are 0.</param>
/// <param name="Least">The least finite one; NaN where there is none.</param>
/// <param name="Most">The greatest finite one; NaN where there is none.</param>
internal readonly record struct Values(int NaN, int Infinite, int Zero, double Least, double Most)
{
    /// <summary>Where the first NaN or, if those count, infinity stands in row-major order; −1 where there is none.</summary>
    public static int Find(Tensor x, bool infinity) => x.DType switch
    {
        DType.Float32 => Find<float>(BatchedStorage.WholeOf(x), infinity),
        DType.Float64 => Find<double>(BatchedStorage.WholeOf(x), infinity),
        _ => -1,
    };

    /// <summary>Counts what there is.</summary>
    public static Values Of(Tensor x)
    {
        int nan = 0, infinite = 0, zero = 0;
        double least = double.NaN, most = double.NaN;
        foreach (double value in Doubles(BatchedStorage.WholeOf(x)))
        {
            if (double.IsNaN(value))
                nan++;
            else if (double.IsInfinity(value))
                infinite++;
            else
                (least, most) = (double.MinNumber(least, value), double.MaxNumber(most, value));
            if (value == 0)
                zero++;
        }
        return new(nan, infinite, zero, least, most);
    }

    /// <summary>
    /// The elements of a tensor as they stand beside those of another, whose shape it broadcasts to, in row-major order: where that one is over a
    /// batch, those of all samples. Null where it is over a batch that the other is not over.
    /// </summary>
    public static double[]? Beside(Tensor x, Tensor other)
    {
        using var unrecorded = Autodiff.NoGrad();
        x = x.Detach().Expand(other.Shape);
        for (; other.Storage is BatchedStorage { Batch: var batch } batched; other = batched.Physical)
            x = x.Storage is BatchedStorage same && same.Batch == batch
                ? same.Physical
                : x.Reshape([1, .. x.Shape]).Expand([batch.Size, .. x.Shape]);
        return x.IsBatched ? null : Doubles(x);
    }

    /// <summary>A number as the messages write it.</summary>
    public static string Text(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
        : value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>For example "values from -1 to 2, 1 zero, 3 NaN".</summary>
    public override string ToString()
    {
        List<string> parts =
        [
            double.IsNaN(Least) ? "no finite value" : Least == Most ? $"values {Text(Least)}" : $"values from {Text(Least)} to {Text(Most)}",
        ];
        if (Zero > 0)
            parts.Add(Zero == 1 ? "1 zero" : $"{Zero} zeros");
        if (NaN > 0)
            parts.Add($"{NaN} NaN");
        if (Infinite > 0)
            parts.Add($"{Infinite} infinite");
        return string.Join(", ", parts);
    }

    private static int Find<T>(Tensor x, bool infinity) where T : unmanaged, INumberBase<T>
    {
        var values = x.IsContiguous ? x.AsReadOnlySpan<T>() : x.ToArray<T>();
        for (int i = 0; i < values.Length; i++)
            if (infinity ? !T.IsFinite(values[i]) : T.IsNaN(values[i]))
                return i;
        return -1;
    }

    private static double[] Doubles(Tensor x) => x.DType switch
    {
        DType.Float32 => Array.ConvertAll(x.ToArray<float>(), static value => (double)value),
        DType.Float64 => x.ToArray<double>(),
        DType.Int64 => Array.ConvertAll(x.ToArray<long>(), static value => (double)value),
        DType.Int32 => Array.ConvertAll(x.ToArray<int>(), static value => (double)value),
        DType.Byte => Array.ConvertAll(x.ToArray<byte>(), static value => (double)value),
        _ => Array.ConvertAll(x.ToArray<bool>(), static value => value ? 1.0 : 0),
    };
}
