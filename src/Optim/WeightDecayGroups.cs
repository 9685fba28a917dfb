using AutoGrad.Nn;

namespace AutoGrad.Optim;

/// <summary>Which parameters weights decay should leave alone.</summary>
public static class WeightDecayGroups
{
    extension(Module model)
    {
        /// <summary>
        /// The parameters in two lists, for an optimizer with two groups: those that should decay, and those that should not: biases, and scales and
        /// shifts of normalisation layers. Those that are frozen are in neither.
        /// <c>var (weights, others) = net.SplitForWeightDecay(); var adam = new AdamW(weights); adam.AddGroup(others, weightDecay: 0);</c>
        /// </summary>
        /// <param name="exempt">Says of a parameter, by its name too, that it should not decay either; embeddings, for instance.</param>
        public (IReadOnlyList<Parameter> Decayed, IReadOnlyList<Parameter> Exempt) SplitForWeightDecay(Func<string, Parameter, bool>? exempt = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            var norms = model.Modules()
                .Where(static module => module is RunningNorm or LayerNorm or GroupNorm or RMSNorm)
                .SelectMany(static module => module.Parameters())
                .ToHashSet<Parameter>(ReferenceEqualityComparer.Instance);
            List<Parameter> decayed = [], others = [];
            foreach (var (name, parameter) in model.NamedParameters())
                if (parameter.RequiresGrad)
                    (IsBias(name) || norms.Contains(parameter) || exempt?.Invoke(name, parameter) == true ? others : decayed).Add(parameter);
            return (decayed, others);
        }
    }

    /// <summary>Whether the last word of a name that does not count is a bias: Bias, BiasIH, InProjBias, Biases.0.</summary>
    private static bool IsBias(string name) =>
        name.Split('.').LastOrDefault(static part => !part.All(char.IsAsciiDigit)) is { } last && last.Contains("bias", StringComparison.OrdinalIgnoreCase);
}
