using System.Text;

namespace AutoGrad;

/// <summary>
/// An operation: how a result is computed from tensors, and the rule by which a gradient passes back through it. An immutable record whose fields are
/// its parameters. Derive from the family that fits the mathematics (<see cref="UnaryElementwise"/>, <see cref="BinaryElementwise"/>,
/// <see cref="LinearOp"/>, <see cref="BilinearOp"/>, <see cref="ConstantOp"/>) and from this class only where none does.
/// </summary>
public abstract record Op
{
    /// <summary>The operation's name in errors and listings.</summary>
    protected internal virtual string Name => GetType().Name;

    /// <summary>What errors call an input.</summary>
    internal virtual string InputName(int input) => $"input {input}";

    /// <summary>
    /// What the rule for the gradient of one input reads. The tape keeps only that. Left at its default everything is kept, which is always right and
    /// costs memory; a rule that reads what was not kept fails with an error that says so.
    /// </summary>
    /// <param name="input">Which input's gradient.</param>
    protected internal virtual Keep Reads(int input) => Keep.Everything;

    /// <summary>
    /// Whether each element of the result is an element of one of several inputs, as a mask says, so that the rule passes its gradient to that input
    /// and 0 to the others. Nothing is computed differently for it: it is how anomaly detection tells where a gradient of 0 came from.
    /// </summary>
    protected internal virtual bool IsSelection => false;

    /// <summary>
    /// Computes the result, a new tensor or a view. What it does is not recorded. Spans taken of the result are not written to afterwards.
    /// </summary>
    protected internal abstract Tensor Forward(ReadOnlySpan<Tensor> inputs);

    /// <summary>
    /// The vector–Jacobian product: the gradient of one input, given that of the result, written in tensor operations so that it can be
    /// differentiated again. It is asked only for inputs whose gradient someone needs. Where an input was broadcast or converted, the engine undoes
    /// that afterwards.
    /// </summary>
    /// <param name="input">Which input's gradient is asked for.</param>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="saved">The values kept of the call.</param>
    /// <returns>The gradient, or null where the result does not depend differentiably on that input.</returns>
    protected internal abstract Tensor? Vjp(int input, Tensor gradient, Saved saved);

    /// <summary>
    /// The Jacobian–vector product: how the result changes when the inputs change by <paramref name="tangents"/>. Unless an operation or its family
    /// knows better it is derived from <see cref="Vjp"/>, which is linear in the gradient: its own transpose is the Jacobian.
    /// </summary>
    /// <param name="tangents">One per input; null where an input does not change.</param>
    /// <param name="saved">The values kept of the call.</param>
    /// <returns>The tangent of the result, or null for none.</returns>
    protected internal virtual Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => DoubleVjp.Jvp(this, tangents, saved);

    /// <summary>
    /// The batching rule: the results for all samples, the batch axis first, in tensor code, commonly this operation again with its axes moved by
    /// one. Elementwise families have one; null, as other operations return unless they state more, has the samples computed one after another,
    /// which is always right.
    /// </summary>
    /// <param name="inputs">The inputs of all samples.</param>
    protected internal virtual Tensor? VMap(BatchInputs inputs) => null;

    /// <summary>Computes the result and, where an input requires a gradient, records how.</summary>
    public Tensor Apply(params ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
            ArgumentNullException.ThrowIfNull(input);
        if (Batch.Any(inputs))
            return Batch.Apply(this, inputs);
        Tensor output;
        using (Autodiff.NoGrad())
            output = Settled(Forward(inputs), inputs);
        return Tape.Record(this, inputs, output);
    }

    /// <summary>A result, to which nobody writes any more through the spans that <see cref="Forward"/> took of it.</summary>
    private protected static Tensor Settled(Tensor result, params ReadOnlySpan<Tensor> inputs)
    {
        if (!result.Storage.IsExposed)
            return result;
        foreach (var input in inputs)
            if (input.SharesMemoryWith(result))
                return result;
        result.Storage.Settle();
        return result;
    }

    /// <summary>Checks that a call has as many inputs as the operation takes.</summary>
    /// <exception cref="ArgumentException">It has more or fewer.</exception>
    private protected void RequireCount(ReadOnlySpan<Tensor> inputs, int count)
    {
        if (inputs.Length != count)
            throw new ArgumentException($"{Name} takes {(count == 1 ? "one tensor" : $"{count} tensors")} and was given {inputs.Length}.");
    }

    /// <summary>The name, and the parameters where there are any: <c>SumTo { Shape = [2, 3] }</c>.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder(Name).Append(" { ");
        return PrintMembers(text) ? text.Append(" }").ToString() : Name;
    }
}

/// <summary>The one shared instance of an operation without parameters.</summary>
/// <typeparam name="TOp">The operation.</typeparam>
public static class Shared<TOp> where TOp : Op, new()
{
    /// <summary>The instance.</summary>
    public static TOp Op { get; } = new();
}
