using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>Reading states.</summary>
internal static class StateExtensions
{
    extension(SavedState state)
    {
        /// <summary>A number that must be there.</summary>
        public double Require(string name) => state.Numbers.TryGetValue(name, out double value)
            ? value
            : throw new ArgumentException($"The state of {state.Kind} has no {name}; it was made by something else.", nameof(state));

        /// <summary>A tensor that must be there.</summary>
        public Tensor RequireTensor(string name) => state.Tensors.TryGetValue(name, out var value)
            ? value
            : throw new ArgumentException($"The state of {state.Kind} has no {name}; it was made by something else.", nameof(state));
    }
}
