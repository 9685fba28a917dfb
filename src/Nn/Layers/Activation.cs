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
