using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Adam with Nesterov's look-ahead: μ(t) = beta1·(1 − ½·0.96^(t·momentumDecay)), Π(t) = μ(1)⋯μ(t);
/// p −= learningRate·((1 − μ(t))·g / (1 − Π(t)) + μ(t+1)·m / (1 − Π(t+1))) / (√v̂ + epsilon). Dozat, ICLR workshops 2016; PyTorch's defaults. (PyTorch
/// before 2.0 had one factor μ(t) too many in Π(t+1).)
/// </summary>
public sealed class NAdam : ElementwiseOptimizer<NAdamGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much of the running mean of gradients is kept.</param>
    /// <param name="beta2">How much of the running mean of squared gradients is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="momentumDecay">How soon the momentum comes up to beta1.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    public NAdam(
        IEnumerable<Tensor> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, double momentumDecay = 4e-3, bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay,
            MomentumDecay = momentumDecay, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["mean", "square"];

    private protected override void Prepare(Slot slot, NAdamGroup group)
    {
        slot.Remember(0);
        slot.Remember(1);
        slot.Number *= group.MomentumAt(slot.Steps); // The product of all momenta so far.
    }

    private protected override void Update<T>(Slot slot, NAdamGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group, slot.Steps, slot.Number));

    private readonly struct Rule<T>(NAdamGroup group, long step, double product) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> beta1 = Lanes<T>(group.Beta1), rest1 = Lanes<T>(1 - group.Beta1);
        private readonly Vector<T> beta2 = Lanes<T>(group.Beta2), rest2 = Lanes<T>(1 - group.Beta2);
        private readonly Vector<T> scale = Lanes<T>(1 / Math.Sqrt(1 - Math.Pow(group.Beta2, step))), epsilon = Lanes<T>(group.Epsilon);
        private readonly Vector<T> present = Lanes<T>(group.LearningRate * (1 - group.MomentumAt(step)) / (1 - product));
        private readonly Vector<T> ahead =
            Lanes<T>(group.LearningRate * group.MomentumAt(step + 1) / (1 - product * group.MomentumAt(step + 1)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * beta1 + g * rest1;
            b = b * beta2 + g * g * rest2;
            return p - (g * present + a * ahead) / (Vector.SquareRoot(b) * scale + epsilon);
        }
    }
}

/// <summary>Parameters that <see cref="NAdam"/> moves with the same numbers.</summary>
public sealed class NAdamGroup : MomentsGroup
{
    internal NAdamGroup()
    {
    }

    /// <summary>How soon the momentum comes up to beta1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double MomentumDecay { get; set => field = Hyper.NonNegative(value, nameof(MomentumDecay)); }

    internal double MomentumAt(long step) => Beta1 * (1 - 0.5 * Math.Pow(0.96, step * MomentumDecay));

    private protected override void Own(Options options)
    {
        base.Own(options);
        MomentumDecay = options.Number("momentumDecay", MomentumDecay);
    }
}
