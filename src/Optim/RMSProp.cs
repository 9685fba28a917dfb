using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// RMSProp: v = rho·v + (1 − rho)·g²; p −= learningRate·g / (√v + epsilon). Centred, the running mean of g is taken out: √(v − m²). With momentum the
/// quotients are accumulated, b = momentum·b + g / (√v + epsilon), and p −= learningRate·b. Hinton's lecture 6e, 2012; Graves, 2013; PyTorch's
/// defaults (there rho is alpha; course notes often take 0.9).
/// </summary>
public sealed class RMSProp : ElementwiseOptimizer<RMSPropGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="rho">How much of the running means is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="momentum">How much of the last step's direction is kept.</param>
    /// <param name="centered">Whether the divisor is an estimate of the standard deviation.</param>
    /// <param name="epsilonInside">Whether epsilon stands under the root, √(v + epsilon).</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or rho exceeds 1.</exception>
    public RMSProp(
        IEnumerable<Tensor> parameters, double learningRate = 1e-2, double rho = 0.99, double epsilon = 1e-8, double weightDecay = 0,
        double momentum = 0, bool centered = false, bool epsilonInside = false, bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Rho = rho, Epsilon = epsilon, WeightDecay = weightDecay, Momentum = momentum, Centered = centered,
            EpsilonInside = epsilonInside, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["square", "momentum", "mean"];

    private protected override void Prepare(Slot slot, RMSPropGroup group)
    {
        slot.Remember(0);
        if (group.Momentum != 0)
            slot.Remember(1);
        if (group.Centered)
            slot.Remember(2);
    }

    private protected override void Update<T>(Slot slot, RMSPropGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group));

    private readonly struct Rule<T>(RMSPropGroup group) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool centered = group.Centered;
        private readonly Vector<T> rate = Lanes<T>(group.LearningRate), momentum = Lanes<T>(group.Momentum);
        private readonly Vector<T> rho = Lanes<T>(group.Rho), rest = Lanes<T>(1 - group.Rho);
        private readonly Vector<T> inside = Lanes<T>(group.EpsilonInside ? group.Epsilon : 0);
        private readonly Vector<T> outside = Lanes<T>(group.EpsilonInside ? 0 : group.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * rho + g * g * rest;
            var variance = a;
            if (centered)
            {
                c = c * rho + g * rest;
                variance = Vector.Max(a - c * c, Vector<T>.Zero); // Rounding may leave less than nothing.
            }
            b = b * momentum + g / (Vector.SquareRoot(variance + inside) + outside);
            return p - b * rate;
        }
    }
}

/// <summary>Parameters that <see cref="RMSProp"/> moves with the same numbers.</summary>
public sealed class RMSPropGroup : ParameterGroup
{
    internal RMSPropGroup()
    {
    }

    /// <summary>How much of the running means is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1].</exception>
    public double Rho { get; set => field = Hyper.UnitInterval(value, nameof(Rho)); }

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Epsilon { get; set => field = Hyper.NonNegative(value, nameof(Epsilon)); }

    /// <summary>How much of the last step's direction is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Momentum { get; set => field = Hyper.NonNegative(value, nameof(Momentum)); }

    /// <summary>Whether the divisor is an estimate of the standard deviation.</summary>
    public bool Centered { get; set; }

    /// <summary>Whether epsilon stands under the root.</summary>
    public bool EpsilonInside { get; set; }

    internal override double? Inertia { get => Momentum; set => Momentum = value ?? Momentum; }

    private protected override void Own(Options options)
    {
        Rho = options.Number("rho", Rho);
        Epsilon = options.Number("epsilon", Epsilon);
        Momentum = options.Number("momentum", Momentum);
        Centered = options.Flag("centered", Centered);
        EpsilonInside = options.RareFlag("epsilonInside", EpsilonInside);
    }
}
