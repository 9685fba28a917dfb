namespace AutoGrad.Optim;

/// <summary>Penalties to be added to a loss, where they count in its value, in gradient checks and in line searches. An optimizer's WeightDecay and L1
/// have the same gradients without the arithmetic.</summary>
public static class Penalty
{
    /// <summary>strength·Σ|p|, whose gradient is strength·sgn p. For (λ/n)·Σ|p|, pass λ/n.</summary>
    /// <param name="parameters">What to penalise: the weights, usually, not the biases.</param>
    /// <param name="strength">How strongly.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not finite.</exception>
    public static Tensor L1(IEnumerable<Tensor> parameters, double strength) =>
        Hyper.NonNegative(strength, nameof(strength)) * Total(parameters, static p => p.Abs().Sum());

    /// <summary>strength/2·Σp², whose gradient is strength·p, as <see cref="ParameterGroup.WeightDecay"/> adds it. For (λ/2n)·‖W‖², pass λ/n.</summary>
    /// <param name="parameters">What to penalise: the weights, usually, not the biases.</param>
    /// <param name="strength">How strongly.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not finite.</exception>
    public static Tensor L2(IEnumerable<Tensor> parameters, double strength) =>
        Hyper.NonNegative(strength, nameof(strength)) / 2 * Total(parameters, static p => p.Square().Sum());

    private static Tensor Total(IEnumerable<Tensor> parameters, Func<Tensor, Tensor> of)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Tensor? sum = null;
        foreach (var parameter in parameters)
            sum = sum is null ? of(parameter) : sum + of(parameter);
        return sum ?? throw new ArgumentException("Penalty: there are no parameters to penalise.", nameof(parameters));
    }
}
