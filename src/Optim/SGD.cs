using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Stochastic gradient descent, with momentum where asked: g = ∇ + weightDecay·p; b = momentum·b + (1 − dampening)·g, the first time b = g;
/// p −= learningRate·b, or with Nesterov's look-ahead p −= learningRate·(g + momentum·b). PyTorch's form (Sutskever et al., ICML 2013, up to where
/// the learning rate stands).
/// </summary>
public sealed class SGD : Optimizer<SGDGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="momentum">How much of the last step's direction is kept.</param>
    /// <param name="dampening">How much of the gradient is left out of the direction.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum and no dampening.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero, as an L2 penalty.</param>
    /// <exception cref="ArgumentException">There are no parameters, one is given twice, or Nesterov is asked without momentum or with
    /// dampening.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number.</exception>
    public SGD(
        IEnumerable<Tensor> parameters, double learningRate, double momentum = 0, double dampening = 0, bool nesterov = false,
        double weightDecay = 0) =>
        Add(new(Checked(parameters), learningRate, momentum, dampening, nesterov, weightDecay));

    /// <summary>Adds parameters with numbers of their own; those left out are the first group's.</summary>
    /// <inheritdoc cref="SGD(IEnumerable{Tensor}, double, double, double, bool, double)"/>
    public SGDGroup AddGroup(
        IEnumerable<Tensor> parameters, double? learningRate = null, double? momentum = null, double? dampening = null, bool? nesterov = null,
        double? weightDecay = null)
    {
        var first = Groups[0];
        return Add(new(
            Checked(parameters), learningRate ?? first.LearningRate, momentum ?? first.Momentum, dampening ?? first.Dampening,
            nesterov ?? first.Nesterov, weightDecay ?? first.WeightDecay));
    }

    private protected override void Prepare(Slot slot)
    {
        if (((SGDGroup)slot.Group).Momentum != 0)
            slot.Remember(0);
    }

    private protected override void Update<T>(Slot slot, ReadOnlySpan<T> gradient, int start)
    {
        var group = (SGDGroup)slot.Group;
        var values = slot.Parameter.AsSpan<T>().Slice(start, gradient.Length);
        T rate = T.CreateChecked(group.LearningRate), decay = T.CreateChecked(group.WeightDecay), momentum = T.CreateChecked(group.Momentum);
        if (group.Momentum == 0)
        {
            Descend(values, gradient, rate, decay);
            return;
        }
        T share = slot.IsNew(0) ? T.One : T.CreateChecked(1 - group.Dampening);
        Descend(values, gradient, slot.Remembered<T>(0, start, gradient.Length), rate, decay, momentum, share, group.Nesterov);
    }

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend<T>(Span<T> values, ReadOnlySpan<T> gradient, Span<T> directions, T rate, T decay, T momentum, T share, bool nesterov)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var p = new Vector<T>(values[i..]);
            var g = new Vector<T>(gradient[i..]) + p * decay;
            var b = new Vector<T>(directions[i..]) * momentum + g * share;
            b.CopyTo(directions[i..]);
            (p - (nesterov ? g + b * momentum : b) * rate).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            T g = gradient[i] + values[i] * decay, b = directions[i] * momentum + g * share;
            directions[i] = b;
            values[i] -= (nesterov ? g + b * momentum : b) * rate;
        }
    }
}

/// <summary>Parameters that <see cref="SGD"/> moves with the same numbers.</summary>
public sealed class SGDGroup : ParameterGroup
{
    private double momentum, dampening;

    internal SGDGroup(IReadOnlyList<Tensor> parameters, double learningRate, double momentum, double dampening, bool nesterov, double weightDecay)
        : base(parameters, learningRate, weightDecay)
    {
        Momentum = momentum;
        Dampening = dampening;
        Nesterov = nesterov;
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException(
                "SGD: Nesterov's look-ahead needs momentum above 0 and no dampening; " +
                FormattableString.Invariant($"momentum is {momentum} and dampening {dampening}."),
                nameof(nesterov));
    }

    /// <summary>How much of the last step's direction is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Momentum { get => momentum; set => momentum = Hyper.NonNegative(value, nameof(Momentum)); }

    /// <summary>How much of the gradient is left out of the direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number.</exception>
    public double Dampening { get => dampening; set => dampening = Hyper.Finite(value, nameof(Dampening)); }

    /// <summary>Whether the step looks ahead along the direction.</summary>
    public bool Nesterov { get; set; }

    private protected override string Describe() =>
        FormattableString.Invariant($"momentum: {Momentum}, dampening: {Dampening}, nesterov: {(Nesterov ? "true" : "false")}");
}
