namespace AutoGrad;

/// <summary>
/// A function with a derivative of its own, in the manner of PyTorch's <c>autograd.Function</c>: <see cref="Forward"/> computes with plain tensors
/// and leaves in a context what <see cref="Backward"/> will read. It may take several tensors and return several; what is no tensor belongs in the
/// object's own properties. Both rules are abstract, so that a function without one of them does not compile. Where the mathematics fits a family of
/// <see cref="Op"/>, that is shorter and gets forward mode and checks by itself; for code with a context, or for several results, there is this.
/// </summary>
/// <example>
/// <code>
/// sealed class MyRelu : Function
/// {
///     protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan&lt;Tensor&gt; inputs)
///     {
///         context.SaveForBackward(inputs[0]);
///         return [inputs[0].Maximum(0)];
///     }
///
///     protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan&lt;Tensor&gt; gradients) =>
///         [Tensor.Where(context.Saved[0] > 0, gradients[0], 0)];
/// }
///
/// var y = new MyRelu().Apply(x);
/// </code>
/// </example>
/// <remarks>
/// An object may be applied any number of times, from any thread: each call has a context of its own. Forward mode is derived from
/// <see cref="Backward"/>, which is linear in the gradients; higher derivatives too, as long as it is written in tensor operations.
/// </remarks>
public abstract partial class Function
{
    /// <summary>The function's name in errors and listings; that of the class unless overridden.</summary>
    protected internal virtual string Name => GetType().Name;

    /// <summary>
    /// Whether <see cref="Backward"/> is no tensor code that could be differentiated again: it reads elements, or calls another library. It is not
    /// recorded then, and whoever asks for a second derivative or for forward mode is told so.
    /// </summary>
    protected internal virtual bool OnceDifferentiable => false;

    /// <summary>Computes the results. What it does is not recorded.</summary>
    /// <param name="context">Where to leave what <see cref="Backward"/> will read.</param>
    /// <param name="inputs">The tensors the function is applied to; not to be written to where they require a gradient.</param>
    /// <returns>The results, at least one.</returns>
    protected internal abstract Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs);

    /// <summary>
    /// The vector–Jacobian product: the gradients of the inputs, given those of the results, written in tensor operations so that it can be
    /// differentiated again.
    /// </summary>
    /// <param name="context">What <see cref="Forward"/> saved.</param>
    /// <param name="gradients">The gradient of each result; zeros where none arrived (<see cref="FunctionContext.HasGradient"/>).</param>
    /// <returns>One gradient per input, of its shape; null for zero and for what needs none (<see cref="FunctionContext.NeedsInputGrad"/>).</returns>
    protected internal abstract Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients);

    /// <summary>Computes the result and, where an input requires a gradient, records how.</summary>
    /// <param name="inputs">The tensors to apply the function to.</param>
    /// <exception cref="InvalidOperationException">The function returns several results; use <see cref="ApplyAll"/>.</exception>
    public Tensor Apply(params ReadOnlySpan<Tensor> inputs)
    {
        var outputs = ApplyAll(inputs);
        return outputs.Length == 1
            ? outputs[0]
            : throw new InvalidOperationException($"{Name}: Apply is for one result, and there are {outputs.Length}. Use ApplyAll.");
    }

    /// <summary>Computes the results and, where an input requires a gradient, records how.</summary>
    /// <param name="inputs">The tensors to apply the function to.</param>
    /// <exception cref="AutogradException">Forward returned nothing or null, wrote to an input that requires a gradient, overwrote what it had saved,
    /// or saved or marked what it may not.</exception>
    public Tensor[] ApplyAll(params ReadOnlySpan<Tensor> inputs)
    {
        bool recording = false;
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
            recording |= input.RequiresGrad && Autodiff.IsRecording;
        }
        if (Batch.Any(inputs))
            return FunctionOverBatch.Apply(this, inputs);
        var context = new FunctionContext(this, inputs, recording);
        Tensor[] outputs;
        try
        {
            using (Autodiff.NoGrad())
                outputs = Forward(context, inputs);
            outputs = context.EndForward(outputs, inputs);
        }
        finally
        {
            context.Close();
        }
        if (recording)
            FunctionCall.Record(this, context, inputs, outputs);
        return outputs;
    }

    /// <summary>Calls <see cref="Backward"/>, and looks at what it returned.</summary>
    internal Tensor?[] Differentiate(FunctionContext context, ReadOnlySpan<Tensor> gradients)
    {
        Tensor?[]? found;
        try
        {
            found = Backward(context, gradients);
        }
        finally
        {
            context.Close();
        }
        return found is not null && found.Length == context.InputCount ? found : throw new AutogradException(
            $"{Name}: Backward returned {(found is null ? "null" : $"{found.Length} gradients")} for {context.InputCount} inputs. " +
            "Return one for each, in order; null for those that have none.");
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
