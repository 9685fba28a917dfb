using System.Globalization;

namespace AutoGrad.Optim;

/// <summary>Reads a state and collects what does not fit, so that all of it can be told before anything is changed.</summary>
internal sealed class StateReader
{
    private readonly SavedState state;
    private readonly string owner;
    private readonly List<string> problems = [];
    private readonly HashSet<string> read = [];

    public StateReader(SavedState state, string owner)
    {
        ArgumentNullException.ThrowIfNull(state);
        (this.state, this.owner) = (state, owner);
        if (state.Kind != owner)
            problems.Add($"The state is that of {state.Kind}.");
    }

    /// <summary>A number, or the one given where it is missing.</summary>
    public double Number(string name, double otherwise = 0)
    {
        read.Add(name);
        if (state.Numbers.TryGetValue(name, out double value))
            return value;
        Note($"Missing: {name}");
        return otherwise;
    }

    /// <summary>A count: whole and not negative.</summary>
    public long Count(string name)
    {
        double value = Number(name);
        if (value >= 0 && value <= 1L << 53 && value == Math.Floor(value))
            return (long)value;
        problems.Add($"{name} is {value.ToString(CultureInfo.InvariantCulture)}; it must be a whole number from 0 on.");
        return 0;
    }

    /// <summary>A tensor of a shape, copied in a dtype and outside any scope, or null where it is missing or does not fit.</summary>
    public Tensor? Tensor(string name, Shape shape, DType dtype)
    {
        read.Add(name);
        if (!state.Tensors.TryGetValue(name, out var tensor))
            problems.Add($"Missing: {name} {shape}");
        else if (tensor is null || tensor.Shape != shape || !tensor.DType.IsFloatingPoint)
            problems.Add($"{name} is {(tensor is null ? "null" : $"{tensor.DType} {tensor.Shape}")} in the state; it must be floating-point {shape}.");
        else
        {
            using var mode = Autodiff.NoGrad();
            using var outside = TensorScope.Outside();
            return tensor.Detach().To(dtype).Clone();
        }
        return null;
    }

    /// <summary>Notes something that does not fit.</summary>
    public void Note(string problem)
    {
        if (!problems.Contains(problem))
            problems.Add(problem);
    }

    /// <summary>Notes what is refused.</summary>
    public void Try(string where, Action action)
    {
        try
        {
            action();
        }
        catch (ArgumentException e)
        {
            Note($"{where}: {e.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SavedStateException">Something did not fit, or was left over.</exception>
    public void Finish()
    {
        foreach (string name in state.Numbers.Keys.Concat(state.Tensors.Keys))
            if (!read.Contains(name))
                problems.Add($"Unexpected: {name}");
        if (problems.Count > 0)
            throw new SavedStateException(
                $"LoadStateDict: the state does not fit {owner}, and nothing was loaded.\n  {string.Join("\n  ", problems.Take(20))}" +
                (problems.Count > 20 ? $"\n  and {problems.Count - 20} more" : ""), problems);
    }
}
