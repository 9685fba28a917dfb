using System.Numerics;

namespace AutoGrad.Training.Reports;

/// <summary>The numbers of a series, copied, so that what is drawn is what was given.</summary>
internal static class Numbers
{
    public static double[] Of<T>(IEnumerable<T> values, string what) where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(values, what);
        return [.. values.Select(static value => double.CreateTruncating(value))];
    }

    public static double[] Of(Tensor values, string what)
    {
        ArgumentNullException.ThrowIfNull(values, what);
        return values.Detach().To(DType.Float64).Flatten().ToArray<double>();
    }

    public static double[,] Table(Tensor values, string what)
    {
        ArgumentNullException.ThrowIfNull(values, what);
        if (values.Rank != 2)
            throw new ShapeException($"{what} is {values.Shape}; a table has two axes, rows and columns.");
        var table = new double[values.Shape[0], values.Shape[1]];
        Buffer.BlockCopy(Of(values, what), 0, table, 0, table.Length * sizeof(double));
        return table;
    }

    /// <summary>Evenly spaced numbers, both ends among them.</summary>
    public static double[] Even(Interval range, int count) => [.. Enumerable.Range(0, count).Select(i => range.Low + range.Length * i / (count - 1))];
}
