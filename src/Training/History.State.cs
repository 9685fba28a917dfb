using System.Text.Json.Nodes;
using AutoGrad.Interop;

namespace AutoGrad.Training;

public sealed partial class History
{
    /// <summary>All series, for a checkpoint.</summary>
    internal CheckpointPart ToPart()
    {
        var part = new CheckpointPart(nameof(History))
        {
            Values = new() { ["names"] = new JsonArray([.. names.Select(static name => JsonValue.Create(name))]) },
        };
        for (int i = 0; i < names.Count; i++)
        {
            var values = series[names[i]];
            part.Tensors.Add($"{i}.steps", Tensor.Wrap(values.Select(static one => one.Step).ToArray()));
            part.Tensors.Add($"{i}.epochs", Tensor.Wrap(values.Select(static one => one.Epoch).ToArray()));
            part.Tensors.Add($"{i}.values", Tensor.Wrap(values.Select(static one => one.Value).ToArray()));
        }
        return part;
    }

    /// <summary>The history in a part of a checkpoint.</summary>
    internal static History FromPart(CheckpointPart part)
    {
        var history = new History();
        string[] all = [.. part.Values["names"]!.AsArray().Select(static name => name!.GetValue<string>())];
        for (int i = 0; i < all.Length; i++)
        {
            long[] steps = part.Tensors[$"{i}.steps"].ToArray<long>();
            int[] epochs = part.Tensors[$"{i}.epochs"].ToArray<int>();
            double[] values = part.Tensors[$"{i}.values"].ToArray<double>();
            history.names.Add(all[i]);
            history.series.Add(all[i], [.. steps.Select((step, k) => new Measurement(step, epochs[k], values[k]))]);
        }
        return history;
    }

    /// <summary>Becomes another, which is given up.</summary>
    internal void Take(History other)
    {
        names.Clear();
        names.AddRange(other.names);
        series.Clear();
        foreach (var (name, values) in other.series)
            series.Add(name, values);
    }
}
