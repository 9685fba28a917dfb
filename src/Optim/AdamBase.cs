using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share; they differ in how weights decay.</summary>
public abstract class AdamBase : Optimizer<AdamGroup>
{
    /// <summary>An optimizer of the given parameters.</summary>
    /// <param name="parameters">What to optimize: a model's Parameters(), or any leaves that require gradients.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="beta1">How much of the running mean of gradients is kept.</param>
    /// <param name="beta2">How much of the running mean of squared gradients is kept.</param>
    /// <param name="epsilon">What keeps the divisor from zero.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero.</param>
    /// <param name="amsgrad">Whether the divisor is the largest so far. Reddi, Kale and Kumar, ICLR 2018.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, infinite or not a number, or a beta is not below 1.</exception>
    private protected AdamBase(
        IEnumerable<Tensor> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool amsgrad) =>
        Add(new(Checked(parameters), learningRate, beta1, beta2, epsilon, weightDecay, amsgrad));

    /// <summary>Adds parameters with numbers of their own; those left out are the first group's.</summary>
    /// <inheritdoc cref="AdamBase(IEnumerable{Tensor}, double, double, double, double, double, bool)"/>
    public AdamGroup AddGroup(
        IEnumerable<Tensor> parameters, double? learningRate = null, double? beta1 = null, double? beta2 = null, double? epsilon = null,
        double? weightDecay = null, bool? amsgrad = null)
    {
        var first = Groups[0];
        return Add(new(
            Checked(parameters), learningRate ?? first.LearningRate, beta1 ?? first.Beta1, beta2 ?? first.Beta2, epsilon ?? first.Epsilon,
            weightDecay ?? first.WeightDecay, amsgrad ?? first.Amsgrad));
    }

    /// <summary>Whether weights decay beside the step rather than through the gradient.</summary>
    private protected abstract bool DecaysDirectly { get; }

    private protected sealed override void Prepare(Slot slot)
    {
        slot.Remember(0);
        slot.Remember(1);
        if (((AdamGroup)slot.Group).Amsgrad)
            slot.Remember(2);
    }

    private protected sealed override void Update<T>(Slot slot, ReadOnlySpan<T> gradient, int start)
    {
        var group = (AdamGroup)slot.Group;
        double correction1 = 1 - Math.Pow(group.Beta1, slot.Steps), correction2 = 1 - Math.Pow(group.Beta2, slot.Steps);
        var numbers = new Numbers<T>
        {
            Keep = T.CreateChecked(DecaysDirectly ? 1 - group.LearningRate * group.WeightDecay : 1),
            Decay = T.CreateChecked(DecaysDirectly ? 0 : group.WeightDecay),
            Beta1 = T.CreateChecked(group.Beta1),
            Rest1 = T.CreateChecked(1 - group.Beta1),
            Beta2 = T.CreateChecked(group.Beta2),
            Rest2 = T.CreateChecked(1 - group.Beta2),
            Scale = T.CreateChecked(1 / Math.Sqrt(correction2)),
            Epsilon = T.CreateChecked(group.Epsilon),
            Rate = T.CreateChecked(group.LearningRate / correction1),
        };
        int count = gradient.Length;
        Descend(
            slot.Parameter.AsSpan<T>().Slice(start, count),
            gradient,
            slot.Remembered<T>(0, start, count),
            slot.Remembered<T>(1, start, count),
            group.Amsgrad ? slot.Remembered<T>(2, start, count) : [],
            numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend<T>(Span<T> values, ReadOnlySpan<T> gradient, Span<T> means, Span<T> squares, Span<T> largest, in Numbers<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var k = numbers; // A copy, whose fields stay in registers.
        bool amsgrad = !largest.IsEmpty;
        var epsilon = new Vector<T>(k.Epsilon);
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var p = new Vector<T>(values[i..]) * k.Keep;
            var g = new Vector<T>(gradient[i..]) + p * k.Decay;
            var m = new Vector<T>(means[i..]) * k.Beta1 + g * k.Rest1;
            var v = new Vector<T>(squares[i..]) * k.Beta2 + g * g * k.Rest2;
            m.CopyTo(means[i..]);
            v.CopyTo(squares[i..]);
            if (amsgrad)
            {
                v = Vector.Max(v, new Vector<T>(largest[i..]));
                v.CopyTo(largest[i..]);
            }
            (p - m * k.Rate / (Vector.SquareRoot(v) * k.Scale + epsilon)).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            T p = values[i] * k.Keep, g = gradient[i] + p * k.Decay;
            T m = means[i] = means[i] * k.Beta1 + g * k.Rest1;
            T v = squares[i] = squares[i] * k.Beta2 + g * g * k.Rest2;
            if (amsgrad)
                v = largest[i] = T.Max(v, largest[i]);
            values[i] = p - m * k.Rate / (T.Sqrt(v) * k.Scale + k.Epsilon);
        }
    }

    private readonly struct Numbers<T>
    {
        public T Keep { get; init; }
        public T Decay { get; init; }
        public T Beta1 { get; init; }
        public T Rest1 { get; init; }
        public T Beta2 { get; init; }
        public T Rest2 { get; init; }
        public T Scale { get; init; }
        public T Epsilon { get; init; }
        public T Rate { get; init; }
    }
}

/// <summary>Parameters that <see cref="Adam"/> or <see cref="AdamW"/> moves with the same numbers.</summary>
public sealed class AdamGroup : ParameterGroup
{
    private double beta1, beta2, epsilon;

    internal AdamGroup(
        IReadOnlyList<Tensor> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool amsgrad)
        : base(parameters, learningRate, weightDecay)
    {
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        Amsgrad = amsgrad;
    }

    /// <summary>How much of the running mean of gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta1 { get => beta1; set => beta1 = Hyper.Fraction(value, nameof(Beta1)); }

    /// <summary>How much of the running mean of squared gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in [0, 1).</exception>
    public double Beta2 { get => beta2; set => beta2 = Hyper.Fraction(value, nameof(Beta2)); }

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double Epsilon { get => epsilon; set => epsilon = Hyper.NonNegative(value, nameof(Epsilon)); }

    /// <summary>Whether the divisor is the largest so far.</summary>
    public bool Amsgrad { get; }

    private protected override string Describe() =>
        FormattableString.Invariant($"beta1: {Beta1}, beta2: {Beta2}, epsilon: {Epsilon}, amsgrad: {(Amsgrad ? "true" : "false")}");
}
