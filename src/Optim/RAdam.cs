using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Rectified Adam: Adam's step is scaled down while the running mean of squares has seen too little, and in the first few steps, where its variance
/// is not finite, the divisor is left out. With ρ∞ = 2 / (1 − beta2) − 1 and ρ(t) = ρ∞ − 2t·beta2ᵗ / (1 − beta2ᵗ), where ρ(t) exceeds 5:
/// r = √((ρ−4)(ρ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ)), p −= learningRate·r·m̂·√(1 − beta2ᵗ) / (√v + epsilon); else p −= learningRate·m̂. Liu et al., ICLR 2020;
/// PyTorch's defaults.
/// </summary>
public sealed class RAdam : ElementwiseOptimizer<RAdamGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much of the running mean of gradients is kept.</param>
    /// <param name="beta2">How much of the running mean of squared gradients is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    public RAdam(
        IEnumerable<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["mean", "square"];

    private protected override void Prepare(Slot slot, RAdamGroup group)
    {
        slot.Remember(0);
        slot.Remember(1);
    }

    private protected override void Update<T>(Slot slot, RAdamGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group, slot.Steps, group.Rectification(slot.Steps)));

    private readonly struct Rule<T>(RAdamGroup group, long step, double? rectification) : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool rectified = rectification is not null;
        private readonly Vector<T> beta1 = Lanes<T>(group.Beta1), rest1 = Lanes<T>(1 - group.Beta1);
        private readonly Vector<T> beta2 = Lanes<T>(group.Beta2), rest2 = Lanes<T>(1 - group.Beta2), epsilon = Lanes<T>(group.Epsilon);
        private readonly Vector<T> rate = Lanes<T>(group.LearningRate / (1 - Math.Pow(group.Beta1, step)) * (rectification ?? 1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * beta1 + g * rest1;
            b = b * beta2 + g * g * rest2;
            return p - (rectified ? a * rate / (Vector.SquareRoot(b) + epsilon) : a * rate);
        }
    }
}

/// <summary>Parameters that <see cref="RAdam"/> moves with the same numbers.</summary>
public sealed class RAdamGroup : MomentsGroup
{
    internal RAdamGroup()
    {
    }

    /// <summary>What a step is scaled by, the correction of the squares included, or null where there is no divisor yet.</summary>
    internal double? Rectification(long step)
    {
        double power = Math.Pow(Beta2, step), limit = 2 / (1 - Beta2) - 1, length = limit - 2 * step * power / (1 - power);
        return length > 5
            ? Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) * Math.Sqrt(1 - power)
            : null;
    }
}
