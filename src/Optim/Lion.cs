using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Lion: p −= learningRate·(sgn(beta1·m + (1 − beta1)·g) + weightDecay·p); m = beta2·m + (1 − beta2)·g. Every element moves by the learning rate, so
/// it should be three to ten times smaller than Adam's, and the decay as much larger. Chen et al., NeurIPS 2023.
/// </summary>
public sealed class Lion : ElementwiseOptimizer<LionGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much the running mean weighs against the gradient in the step.</param>
    /// <param name="beta2">How much of the running mean of gradients is kept.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, beside the step.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    public Lion(
        IEnumerable<Tensor> parameters, double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0,
        bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, WeightDecay = weightDecay, DecoupledDecay = true, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["mean"];

    private protected override void Prepare(Slot slot, LionGroup group) => slot.Remember(0);

    private protected override void Update<T>(Slot slot, LionGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group));

    private readonly struct Rule<T>(LionGroup group) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> beta1 = Lanes<T>(group.Beta1), rest1 = Lanes<T>(1 - group.Beta1);
        private readonly Vector<T> beta2 = Lanes<T>(group.Beta2), rest2 = Lanes<T>(1 - group.Beta2), rate = Lanes<T>(group.LearningRate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            var direction = a * beta1 + g * rest1;
            a = a * beta2 + g * rest2;
            return p - Vector.ConditionalSelect(Vector.Equals(direction, Vector<T>.Zero), Vector<T>.Zero, Vector.CopySign(rate, direction));
        }
    }
}

/// <summary>Parameters that <see cref="Lion"/> moves with the same numbers.</summary>
public sealed class LionGroup : ParameterGroup
{
    internal LionGroup()
    {
    }

    /// <summary>How much the running mean weighs against the gradient in the step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta1 { get; set => field = Hyper.Fraction(value, nameof(Beta1)); }

    /// <summary>How much of the running mean of gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta2 { get; set => field = Hyper.Fraction(value, nameof(Beta2)); }

    internal override double? Inertia { get => Beta1; set => Beta1 = value ?? Beta1; }

    private protected override void Own(Options options)
    {
        Beta1 = options.Number("beta1", Beta1);
        Beta2 = options.Number("beta2", Beta2);
    }

    private protected override bool Decay(Options options) => options is Options.Printer ? DecoupledDecay : base.Decay(options);
}
