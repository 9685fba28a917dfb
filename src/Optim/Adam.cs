using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Adam: running means m and v of the gradient and of its square, both corrected for starting at zero; p −= learningRate·m̂ / (√v̂ + epsilon). Weight
/// decay is an L2 penalty, added to the gradient; see <see cref="AdamW"/> for the other kind. Kingma and Ba, ICLR 2015; PyTorch's defaults.
/// </summary>
public class Adam : ElementwiseOptimizer<AdamGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much of the running mean of gradients is kept.</param>
    /// <param name="beta2">How much of the running mean of squared gradients is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero.</param>
    /// <param name="amsgrad">Whether the divisor is the largest so far. Reddi, Kale and Kumar, ICLR 2018.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <param name="epsilonHat">Whether epsilon is added to the root of v before it is corrected, the paper's ε̂ (many write 1e-7 there):
    /// p −= learningRate·√(1 − beta2ᵗ) / (1 − beta1ᵗ)·m / (√v + epsilon).</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    public Adam(
        IEnumerable<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool amsgrad = false, bool maximize = false, bool epsilonHat = false)
        : this(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, Amsgrad = amsgrad,
            Maximize = maximize, EpsilonHat = epsilonHat,
        })
    {
    }

    private protected Adam(IEnumerable<Tensor> parameters, AdamGroup group) => Add(parameters, group);

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["mean", "square", "largest"];

    private protected override void Prepare(Slot slot, AdamGroup group)
    {
        slot.Remember(0);
        slot.Remember(1);
        if (group.Amsgrad)
            slot.Remember(2);
    }

    private protected override void Update<T>(Slot slot, AdamGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group, 1 - Math.Pow(group.Beta1, slot.Steps), 1 - Math.Pow(group.Beta2, slot.Steps)));

    private readonly struct Rule<T>(AdamGroup group, double correction1, double correction2) : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool amsgrad = group.Amsgrad;
        private readonly Vector<T> beta1 = Lanes<T>(group.Beta1), rest1 = Lanes<T>(1 - group.Beta1);
        private readonly Vector<T> beta2 = Lanes<T>(group.Beta2), rest2 = Lanes<T>(1 - group.Beta2);
        private readonly Vector<T> scale = Lanes<T>(1 / Math.Sqrt(correction2)), rate = Lanes<T>(group.LearningRate / correction1);
        private readonly Vector<T> epsilon = Lanes<T>(group.EpsilonHat ? group.Epsilon / Math.Sqrt(correction2) : group.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a = a * beta1 + g * rest1;
            b = b * beta2 + g * g * rest2;
            if (amsgrad)
                c = Vector.Max(b, c);
            return p - a * rate / (Vector.SquareRoot(amsgrad ? c : b) * scale + epsilon);
        }
    }
}

/// <summary>
/// Adam with decoupled weight decay: p −= learningRate·weightDecay·p beside Adam's step, so that the decay is not scaled by the gradients' size.
/// Loshchilov and Hutter, ICLR 2019; PyTorch's defaults.
/// </summary>
public sealed class AdamW : Adam
{
    /// <inheritdoc cref="Adam(IEnumerable{Tensor}, double, double, double, double, double, bool, bool, bool)"/>
    public AdamW(
        IEnumerable<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 1e-2, bool amsgrad = false, bool maximize = false, bool epsilonHat = false)
        : base(parameters, new()
        {
            LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, DecoupledDecay = true,
            Amsgrad = amsgrad, Maximize = maximize, EpsilonHat = epsilonHat, IsDecoupledByKind = true,
        })
    {
    }
}

/// <summary>Parameters that an optimizer of Adam's kind moves with the same numbers.</summary>
public abstract class MomentsGroup : ParameterGroup
{
    private protected MomentsGroup()
    {
    }

    /// <summary>How much of the running mean of gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta1 { get; set => field = Hyper.Fraction(value, nameof(Beta1)); }

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta2 { get; set => field = Hyper.Fraction(value, nameof(Beta2)); }

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Epsilon { get; set => field = Hyper.NonNegative(value, nameof(Epsilon)); }

    internal override double? Inertia { get => Beta1; set => Beta1 = value ?? Beta1; }

    private protected override void Own(Options options)
    {
        Beta1 = options.Number("beta1", Beta1);
        Beta2 = options.Number("beta2", Beta2);
        Epsilon = options.Number("epsilon", Epsilon);
    }
}

/// <summary>Parameters that <see cref="Adam"/> or <see cref="AdamW"/> moves with the same numbers.</summary>
public sealed class AdamGroup : MomentsGroup
{
    internal AdamGroup()
    {
    }

    /// <summary>Whether the divisor is the largest so far.</summary>
    public bool Amsgrad { get; set; }

    /// <summary>Whether epsilon is added to the root of v before it is corrected.</summary>
    public bool EpsilonHat { get; set; }

    internal bool IsDecoupledByKind { get; init; }

    private protected override void Own(Options options)
    {
        base.Own(options);
        Amsgrad = options.Flag("amsgrad", Amsgrad);
        EpsilonHat = options.RareFlag("epsilonHat", EpsilonHat);
    }

    private protected override bool Decay(Options options) =>
        IsDecoupledByKind && options is Options.Printer ? DecoupledDecay : base.Decay(options);
}
