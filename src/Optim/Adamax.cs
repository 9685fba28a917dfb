using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Adamax, Adam with the greatest in place of the mean square: m = beta1·m + (1 − beta1)·g; u = max(beta2·u, |g| + epsilon);
/// p −= learningRate / (1 − beta1ᵗ)·m / u. Kingma and Ba, ICLR 2015; PyTorch's defaults.
/// </summary>
public sealed class Adamax : ElementwiseOptimizer<AdamaxGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much of the running mean of gradients is kept.</param>
    /// <param name="beta2">How much of the greatest is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    public Adamax(
        IEnumerable<Tensor> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["mean", "greatest"];

    private protected override void Prepare(Slot slot, AdamaxGroup group)
    {
        slot.Remember(0);
        slot.Remember(1);
    }

    private protected override void Update<T>(Slot slot, AdamaxGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group, 1 - Math.Pow(group.Beta1, slot.Steps)));

    private readonly struct Rule<T>(AdamaxGroup group, double correction) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> beta1 = Lanes<T>(group.Beta1), rest1 = Lanes<T>(1 - group.Beta1), beta2 = Lanes<T>(group.Beta2);
        private readonly Vector<T> rate = Lanes<T>(group.LearningRate / correction), epsilon = Lanes<T>(group.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * beta1 + g * rest1;
            b = Vector.Max(b * beta2, Vector.Abs(g) + epsilon);
            return p - a * rate / b;
        }
    }
}

/// <summary>Parameters that <see cref="Adamax"/> moves with the same numbers.</summary>
public sealed class AdamaxGroup : MomentsGroup
{
    internal AdamaxGroup()
    {
    }
}
