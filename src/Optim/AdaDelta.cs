using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// AdaDelta: v = rho·v + (1 − rho)·g²; d = √(u + epsilon) / √(v + epsilon)·g; u = rho·u + (1 − rho)·d²; p −= learningRate·d. The steps have the unit
/// of the parameters, so the learning rate may stay 1. Zeiler, 2012; PyTorch's defaults.
/// </summary>
public sealed class AdaDelta : ElementwiseOptimizer<AdaDeltaGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="rho">How much of the running means is kept.</param>
    /// <param name="epsilon">What keeps divisors from zero, and lets the first step begin.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or rho exceeds 1.</exception>
    public AdaDelta(
        IEnumerable<Tensor> parameters, double learningRate = 1, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0,
        bool maximize = false) =>
        Add(parameters, new() { LearningRate = learningRate, Rho = rho, Epsilon = epsilon, WeightDecay = weightDecay, Maximize = maximize });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["square", "delta"];

    private protected override void Prepare(Slot slot, AdaDeltaGroup group)
    {
        slot.Remember(0);
        slot.Remember(1);
    }

    private protected override void Update<T>(Slot slot, AdaDeltaGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group));

    private readonly struct Rule<T>(AdaDeltaGroup group) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> rate = Lanes<T>(group.LearningRate), epsilon = Lanes<T>(group.Epsilon);
        private readonly Vector<T> rho = Lanes<T>(group.Rho), rest = Lanes<T>(1 - group.Rho);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * rho + g * g * rest;
            var delta = Vector.SquareRoot(b + epsilon) / Vector.SquareRoot(a + epsilon) * g;
            b = b * rho + delta * delta * rest;
            return p - delta * rate;
        }
    }
}

/// <summary>Parameters that <see cref="AdaDelta"/> moves with the same numbers.</summary>
public sealed class AdaDeltaGroup : ParameterGroup
{
    internal AdaDeltaGroup()
    {
    }

    /// <summary>How much of the running means is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1].</exception>
    public double Rho { get; set => field = Hyper.UnitInterval(value, nameof(Rho)); }

    /// <summary>What keeps divisors from zero, and lets the first step begin.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Epsilon { get; set => field = Hyper.NonNegative(value, nameof(Epsilon)); }

    private protected override void Own(Options options)
    {
        Rho = options.Number("rho", Rho);
        Epsilon = options.Number("epsilon", Epsilon);
    }
}
