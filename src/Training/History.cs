using System.Globalization;

namespace AutoGrad.Training;

/// <summary>
/// What was measured during a training run: series of numbers by name (<c>train/loss</c>, <c>validation/accuracy</c>), each value at the step and
/// epoch it was measured at.
/// </summary>
public sealed partial class History
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
            throw new ArgumentOutOfRangeException(
                nameof(step), step, $"History: {name} was last measured at step {values[^1].Step}; steps do not go back.");
        values.Add(new(step, epoch, value));
    }

    /// <summary>The last value of a series.</summary>
    /// <exception cref="KeyNotFoundException">Nothing was measured under the name.</exception>
    public double Last(string name) => series.TryGetValue(name, out var values)
        ? values[^1].Value
        : throw new KeyNotFoundException(
            $"History: nothing was measured as '{name}'; there are {(names.Count == 0 ? "no series" : string.Join(", ", names))}.");

    /// <summary>The series and their last values.</summary>
    public override string ToString() => names.Count == 0
        ? "nothing measured"
        : string.Join(", ", names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {Last(name):0.####}")));
}

/// <summary>A value and when it was measured.</summary>
/// <param name="Step">After how many steps of the optimizer.</param>
/// <param name="Epoch">In which epoch, from 1.</param>
/// <param name="Value">The value.</param>
public readonly record struct Measurement(long Step, int Epoch, double Value);
