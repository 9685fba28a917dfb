using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>Where the learning rate and the weight of the gradient stand in momentum.</summary>
public enum MomentumForm
{
    /// <summary>PyTorch's: b = momentum·b + (1 − dampening)·g, the first time b = g; p −= learningRate·b.</summary>
    Direction,

    /// <summary>The classical one, the rate inside, so that a new one acts on new gradients only: v = momentum·v − learningRate·g; p += v.</summary>
    Velocity,

    /// <summary>The exponentially weighted average: v = momentum·v + (1 − momentum)·g; p −= learningRate·v.</summary>
    Average,
}

/// <summary>
/// Stochastic gradient descent, with momentum where asked: g = ∇ + weightDecay·p; b = momentum·b + (1 − dampening)·g, the first time b = g;
/// p −= learningRate·b, or with Nesterov's look-ahead p −= learningRate·(g + momentum·b). PyTorch's form (Sutskever et al., ICML 2013, up to where
/// the learning rate stands); <see cref="MomentumForm"/> has the others.
/// </summary>
public sealed class SGD : ElementwiseOptimizer<SGDGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="momentum">How much of the last step's direction is kept.</param>
    /// <param name="dampening">How much of the gradient is left out of the direction.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum and no dampening.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <param name="maximize">Whether to climb.</param>
    /// <param name="form">What momentum means.</param>
    /// <exception cref="ArgumentException">There are no parameters, one is given twice, Nesterov is asked without momentum or with dampening, or
    /// dampening in another form than PyTorch's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number.</exception>
    public SGD(
        IEnumerable<Tensor> parameters, double learningRate, double momentum = 0, double dampening = 0, bool nesterov = false,
        double weightDecay = 0, bool maximize = false, MomentumForm form = MomentumForm.Direction) =>
        Add(parameters, new()
        {
            LearningRate = learningRate, Momentum = momentum, Dampening = dampening, Nesterov = nesterov, WeightDecay = weightDecay,
            Maximize = maximize, Form = form,
        });

    private protected override IReadOnlyList<string> MemoryNames { get; } = ["momentum"];

    private protected override void Prepare(Slot slot, SGDGroup group)
    {
        if (group.Momentum != 0)
            slot.Remember(0);
    }

    private protected override void Update<T>(Slot slot, SGDGroup group, int start, int count)
    {
        if (group.Momentum == 0 && group is { L1: 0, DecoupledDecay: false })
            Descend(
                slot.Parameter.AsSpan<T>().Slice(start, count), slot.Gradient!.AsReadOnlySpan<T>().Slice(start, count),
                T.CreateChecked(group.Maximize ? -group.LearningRate : group.LearningRate),
                T.CreateChecked(group.Maximize ? -group.WeightDecay : group.WeightDecay));
        else
            Run<T, Rule<T>>(slot, start, count, new(group, slot.IsNew(0)));
    }

    /// <summary>The step that is taken most often has a loop of its own, with nothing in it that is not needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend<T>(Span<T> values, ReadOnlySpan<T> gradient, T rate, T decay) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var p = new Vector<T>(values[i..]);
            (p - (new Vector<T>(gradient[i..]) + p * decay) * rate).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
            values[i] -= (gradient[i] + values[i] * decay) * rate;
    }

    private readonly struct Rule<T>(SGDGroup group, bool first) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool nesterov = group.Nesterov;
        private readonly Vector<T> momentum = Lanes<T>(group.Momentum);
        private readonly Vector<T> rate = Lanes<T>(group.Form == MomentumForm.Velocity && group.Momentum != 0 ? 1 : group.LearningRate);
        private readonly Vector<T> share = Lanes<T>(group.Momentum == 0 ? 1 : group.Form switch
        {
            MomentumForm.Velocity => group.LearningRate,
            MomentumForm.Average => 1 - group.Momentum,
            _ => first ? 1 : 1 - group.Dampening,
        });

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c)
        {
            g *= share;
            a = a * momentum + g;
            return p - (nesterov ? g + a * momentum : a) * rate;
        }
    }
}

/// <summary>Parameters that <see cref="SGD"/> moves with the same numbers.</summary>
public sealed class SGDGroup : ParameterGroup
{
    internal SGDGroup()
    {
    }

    /// <summary>How much of the last step's direction is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Momentum { get; set => field = Hyper.NonNegative(value, nameof(Momentum)); }

    /// <summary>How much of the gradient is left out of the direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number.</exception>
    public double Dampening { get; set => field = Hyper.Finite(value, nameof(Dampening)); }

    /// <summary>Whether the step looks ahead along the direction.</summary>
    public bool Nesterov { get; set; }

    /// <summary>What momentum means.</summary>
    public MomentumForm Form { get; set; }

    internal override double? Inertia { get => Momentum; set => Momentum = value ?? Momentum; }

    internal override void Validate()
    {
        if (Nesterov && (Momentum == 0 || Dampening != 0))
            throw new ArgumentException(
                "SGD: Nesterov's look-ahead needs momentum above 0 and no dampening; " +
                FormattableString.Invariant($"momentum is {Momentum} and dampening {Dampening}."));
        if (Form != MomentumForm.Direction && Dampening != 0)
            throw new ArgumentException($"SGD: dampening belongs to PyTorch's momentum, and the form is {Form}; leave it at 0.");
    }

    private protected override void Own(Options options)
    {
        Momentum = options.Number("momentum", Momentum);
        Dampening = options.Number("dampening", Dampening);
        Nesterov = options.Flag("nesterov", Nesterov);
        Form = options.Choice("form", Form, MomentumForm.Direction);
    }
}
