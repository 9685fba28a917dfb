namespace AutoGrad.Nn;

/// <summary>
/// A function without state as a module, for use in a <see cref="Sequential"/>: <c>Activation.Relu()</c>, or any of one's own,
/// <c>new Activation("Swish", x => x * (1.5 * x).Sigmoid())</c>. In a Forward of one's own, call <c>x.Relu()</c> directly.
/// </summary>
/// <remarks>One type holds them all, because types named Sigmoid or Tanh are the operations themselves.</remarks>
public sealed class Activation : Module<Tensor, Tensor>
{
    private readonly string name, details;
    private readonly Func<Tensor, Tensor> function;

    /// <summary>A module of a function.</summary>
    /// <param name="name">Its name where the model prints itself.</param>
    /// <param name="function">The function.</param>
    public Activation(string name, Func<Tensor, Tensor> function) : this(name, "", function)
    {
    }

    private Activation(string name, string details, Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(function);
        (this.name, this.details, this.function) = (name, details, function);
    }

    /// <summary>The input itself: a place holder.</summary>
    public static Activation Identity() => new(nameof(Identity), static x => x);

    /// <summary>max(x, 0).</summary>
    public static Activation Relu() => new(nameof(Relu), static x => x.Relu());

    /// <summary>x, or slope·x where x is negative.</summary>
    public static Activation LeakyRelu(double slope = 0.01) =>
        new(nameof(LeakyRelu), FormattableString.Invariant($"slope: {slope}"), x => x.LeakyRelu(slope));

    /// <summary>x, or alpha·(eˣ − 1) where x is negative. Clevert, Unterthiner and Hochreiter, ICLR 2016.</summary>
    public static Activation Elu(double alpha = 1) => new(nameof(Elu), FormattableString.Invariant($"alpha: {alpha}"), x => x.Elu(alpha));

    /// <summary>x·Φ(x), Φ being the distribution function of the standard normal distribution. Hendrycks and Gimpel, 2016.</summary>
    public static Activation Gelu(GeluForm form = GeluForm.Erf) => new(nameof(Gelu), form == GeluForm.Erf ? "" : $"form: {form}", x => x.Gelu(form));

    /// <summary>x·sigmoid(x), also known as swish.</summary>
    public static Activation Silu() => new(nameof(Silu), static x => x.Silu());

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Activation Sigmoid() => new(nameof(Sigmoid), static x => x.Sigmoid());

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh() => new(nameof(Tanh), static x => x.Tanh());

    /// <summary>ln(1 + e^(beta·x)) / beta.</summary>
    public static Activation Softplus(double beta = 1) => new(nameof(Softplus), FormattableString.Invariant($"beta: {beta}"), x => x.Softplus(beta));

    /// <summary>min(max(x, 0), 6).</summary>
    public static Activation Relu6() => new(nameof(Relu6), static x => x.Relu6());

    /// <summary>The scaled exponential linear unit, which keeps mean 0 and variance 1. Klambauer et al., 2017.</summary>
    public static Activation Selu() => new(nameof(Selu), static x => x.Selu());

    /// <summary>x, or alpha·(e^(x/alpha) − 1) where x is negative. Barron, 2017.</summary>
    public static Activation Celu(double alpha = 1) => new(nameof(Celu), FormattableString.Invariant($"alpha: {alpha}"), x => x.Celu(alpha));

    /// <summary>x·tanh(ln(1 + eˣ)). Misra, 2019.</summary>
    public static Activation Mish() => new(nameof(Mish), static x => x.Mish());

    /// <summary>min(max(x, min), max).</summary>
    public static Activation Hardtanh(double min = -1, double max = 1) =>
        new(nameof(Hardtanh), FormattableString.Invariant($"min: {min}, max: {max}"), x => x.Hardtanh(min, max));

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public static Activation Hardsigmoid() => new(nameof(Hardsigmoid), static x => x.Hardsigmoid());

    /// <summary>x·min(max(x + 3, 0), 6) / 6. Howard et al., 2019.</summary>
    public static Activation Hardswish() => new(nameof(Hardswish), static x => x.Hardswish());

    /// <summary>ln(sigmoid(x)).</summary>
    public static Activation LogSigmoid() => new(nameof(LogSigmoid), static x => x.LogSigmoid());

    /// <summary>x / (1 + |x|).</summary>
    public static Activation Softsign() => new(nameof(Softsign), static x => x.Softsign());

    /// <summary>x brought nearer to 0 by lambda, and 0 where it is no farther away.</summary>
    public static Activation Softshrink(double lambda = 0.5) =>
        new(nameof(Softshrink), FormattableString.Invariant($"lambda: {lambda}"), x => x.Softshrink(lambda));

    /// <summary>x, or 0 where it is no farther from 0 than lambda.</summary>
    public static Activation Hardshrink(double lambda = 0.5) =>
        new(nameof(Hardshrink), FormattableString.Invariant($"lambda: {lambda}"), x => x.Hardshrink(lambda));

    /// <summary>x − tanh(x).</summary>
    public static Activation Tanhshrink() => new(nameof(Tanhshrink), static x => x.Tanhshrink());

    /// <summary>x where it is above a threshold, else a value.</summary>
    public static Activation Threshold(double threshold, double value) =>
        new(nameof(Threshold), FormattableString.Invariant($"threshold: {threshold}, value: {value}"), x => x.Threshold(threshold, value));

    /// <summary>The gated linear unit, a·sigmoid(b), where a and b are the halves of x along an axis. Dauphin et al., 2017.</summary>
    public static Activation Glu(int axis = -1) => new(nameof(Glu), $"axis: {axis}", x => x.Glu(axis));

    /// <summary>e⁻ˣ / Σ e⁻ˣ along an axis.</summary>
    public static Activation Softmin(int axis = -1) => new(nameof(Softmin), $"axis: {axis}", x => x.Softmin(axis));

    /// <summary>eˣ / Σ eˣ along an axis.</summary>
    public static Activation Softmax(int axis = -1) => new(nameof(Softmax), $"axis: {axis}", x => x.Softmax(axis));

    /// <summary>x − ln Σ eˣ along an axis.</summary>
    public static Activation LogSoftmax(int axis = -1) => new(nameof(LogSoftmax), $"axis: {axis}", x => x.LogSoftmax(axis));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => function(x);

    /// <inheritdoc/>
    protected override string Describe() => details;

    private protected override string Title => name;
}
