using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// AdaGrad: h += g²; p −= learningRate / (1 + (t − 1)·learningRateDecay)·g / (√h + epsilon), so that steps shrink where gradients were large. Duchi,
/// Hazan and Singer, JMLR 2011; PyTorch's defaults (course notes often take 1e-7 for epsilon).
/// </summary>
public sealed class AdaGrad : ElementwiseOptimizer<AdaGradGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far the first steps go.</param>
    /// <param name="learningRateDecay">How much slower each step makes the next ones.</param>
    /// <param name="initialAccumulator">Where the sum of squares starts.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number.</exception>
    public AdaGrad(
        IEnumerable<Tensor> parameters, double learningRate = 1e-2, double learningRateDecay = 0, double initialAccumulator = 0,
        double epsilon = 1e-10, double weightDecay = 0, bool maximize = false) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, LearningRateDecay = learningRateDecay, InitialAccumulator = initialAccumulator, Epsilon = epsilon,
            WeightDecay = weightDecay, Maximize = maximize,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["sum"];

    private protected override void Prepare(Slot slot, AdaGradGroup group) => slot.Remember(0, group.InitialAccumulator);

    private protected override void Update<T>(Slot slot, AdaGradGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group, slot.Steps));

    private readonly struct Rule<T>(AdaGradGroup group, long step) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> rate = Lanes<T>(group.LearningRate / (1 + (step - 1) * group.LearningRateDecay));
        private readonly Vector<T> epsilon = Lanes<T>(group.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            a += g * g;
            return p - g * rate / (Vector.SquareRoot(a) + epsilon);
        }
    }
}

/// <summary>Parameters that <see cref="AdaGrad"/> moves with the same numbers.</summary>
public sealed class AdaGradGroup : ParameterGroup
{
    internal AdaGradGroup()
    {
    }

    /// <summary>How much slower each step makes the next ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double LearningRateDecay { get; set => field = Hyper.NonNegative(value, nameof(LearningRateDecay)); }

    /// <summary>Where the sum of squares starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double InitialAccumulator { get; set => field = Hyper.NonNegative(value, nameof(InitialAccumulator)); }

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Epsilon { get; set => field = Hyper.NonNegative(value, nameof(Epsilon)); }

    private protected override void Own(Options options)
    {
        LearningRateDecay = options.Number("learningRateDecay", LearningRateDecay);
        InitialAccumulator = options.Number("initialAccumulator", InitialAccumulator);
        Epsilon = options.Number("epsilon", Epsilon);
    }
}
