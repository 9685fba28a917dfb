using System.Globalization;
using System.Text.Json.Nodes;
using AutoGrad.Interop;

namespace AutoGrad.Training;

/// <summary>
/// What was measured during a training run: series of numbers by name (<c>train/loss</c>, <c>validation/accuracy</c>), each value at the step and epoch
/// it was measured at.
/// </summary>
public sealed class History
{
    private readonly Dictionary<string, List<Measurement>> series = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    /// <summary>The names of the series, in the order in which they began.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>A series; empty where nothing was measured under the name.</summary>
    public IReadOnlyList<Measurement> this[string name] => series.TryGetValue(name, out var values) ? values : [];

    /// <summary>Notes a value.</summary>
    /// <param name="name">The series.</param>
    /// <param name="value">The value; NaN where there is none to be had.</param>
    /// <param name="step">After how many steps of the optimizer.</param>
    /// <param name="epoch">In which epoch, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step lies before the series' last.</exception>
    public void Add(string name, double value, long step, int epoch)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!series.TryGetValue(name, out var values))
        {
            series[name] = values = [];
            names.Add(name);
        }
        if (values.Count > 0 && step < values[^1].Step)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"History: {name} was last measured at step {values[^1].Step}; steps do not go back.");
        values.Add(new(step, epoch, value));
    }

    /// <summary>The last value of a series.</summary>
    /// <exception cref="KeyNotFoundException">Nothing was measured under the name.</exception>
    public double Last(string name) => series.TryGetValue(name, out var values)
        ? values[^1].Value
        : throw new KeyNotFoundException($"History: nothing was measured as '{name}'; there are {(names.Count == 0 ? "no series" : string.Join(", ", names))}.");

    /// <summary>All series, for a checkpoint.</summary>
    internal CheckpointPart ToPart()
    {
        var part = new CheckpointPart(nameof(History)) { Values = new() { ["names"] = new JsonArray([.. names.Select(static name => JsonValue.Create(name))]) } };
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
            var (steps, epochs, values) = (part.Tensors[$"{i}.steps"].ToArray<long>(), part.Tensors[$"{i}.epochs"].ToArray<int>(), part.Tensors[$"{i}.values"].ToArray<double>());
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

    /// <summary>The series and their last values.</summary>
    public override string ToString() =>
        names.Count == 0 ? "nothing measured" : string.Join(", ", names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {Last(name):0.####}")));
}

/// <summary>A value and when it was measured.</summary>
/// <param name="Step">After how many steps of the optimizer.</param>
/// <param name="Epoch">In which epoch, from 1.</param>
/// <param name="Value">The value.</param>
public readonly record struct Measurement(long Step, int Epoch, double Value);
