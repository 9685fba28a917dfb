using System.Globalization;
using System.Text;

namespace AutoGrad.Training;

public sealed partial class History
{
    /// <summary>
    /// A table of comma-separated values: a row for each epoch in which something was measured, with the last value of each series in it; empty where
    /// a series has none. Numbers are written so that they read back to the same bits.
    /// </summary>
    public string ToCsv()
    {
        var text = new StringBuilder("epoch,step");
        foreach (string name in names)
            text.Append(',').Append(Quoted(name));
        text.Append('\n');
        int[] epochs = [.. series.Values.SelectMany(static values => values).Select(static one => one.Epoch).Distinct().Order()];
        foreach (int epoch in epochs)
            text.Append(CsvRow(epoch));
        return text.ToString();
    }

    /// <summary>The row of an epoch.</summary>
    internal string CsvRow(int epoch)
    {
        var text = new StringBuilder();
        long step = 0;
        foreach (string name in names)
        {
            text.Append(',');
            if (LastOf(series[name], epoch) is not { } one)
                continue;
            step = Math.Max(step, one.Step);
            text.Append(one.Value.ToString("R", CultureInfo.InvariantCulture));
        }
        return string.Create(CultureInfo.InvariantCulture, $"{epoch},{step}{text}\n");
    }

    /// <summary>The last value of an epoch; epochs do not go back, so they are searched by halves.</summary>
    private static Measurement? LastOf(List<Measurement> values, int epoch)
    {
        int from = 0, to = values.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (values[middle].Epoch <= epoch)
                from = middle + 1;
            else
                to = middle;
        }
        return from > 0 && values[from - 1].Epoch == epoch ? values[from - 1] : null;
    }

    private static string Quoted(string name) => name.AsSpan().IndexOfAny(",\"\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"")}\"";
}
