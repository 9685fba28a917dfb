namespace AutoGrad;

public partial class Tensor
{
    /// <summary>Whether a tensor that is no leaf gets its gradient, too: <see cref="RetainGrad"/>.</summary>
    public bool RetainsGrad => Node?.Extras?.Retaining is { } retaining && retaining.TryGetTarget(out var retained) && retained == this;

    /// <summary>
    /// Has this tensor's gradient, in every backward pass that reaches it, seen and perhaps replaced: <c>h.RegisterHook(g =&gt; g * 0.5)</c>. The
    /// hook is called once a pass, with the complete gradient, before it goes further: back through the graph, or to <see cref="Grad"/>. Hooks are
    /// called in the order in which they were registered, each with what the one before returned.
    /// </summary>
    /// <param name="hook">Is given the gradient, which it must not write to and may keep, and returns another of the same shape and dtype, or null to
    /// leave it as it is. It is recorded where the pass is (<c>createGraph</c>).</param>
    /// <returns>A handle that removes the hook when it is disposed.</returns>
    /// <remarks>
    /// A hook belongs to what the tensor is now: after a write in place, to the value before it; and a leaf that stops requiring a gradient loses its
    /// hooks. Forward-mode derivatives call no hooks. If a hook throws, the pass ends, and no <see cref="Grad"/> of a leaf has changed.
    /// </remarks>
    /// <exception cref="AutogradException">The tensor does not require a gradient.</exception>
    public HookHandle RegisterHook(Func<Tensor, Tensor?> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return RequireNode(nameof(RegisterHook)).ExtrasOrNew().OnGradient.Add(hook);
    }

    /// <summary>Has this tensor's gradient, in every backward pass that reaches it, seen.</summary>
    /// <param name="hook">Is given the complete gradient, which it must not write to and may keep.</param>
    /// <inheritdoc cref="RegisterHook(Func{Tensor, Tensor?})"/>
    public HookHandle RegisterHook(Action<Tensor> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return RegisterHook(gradient =>
        {
            hook(gradient);
            return null;
        });
    }

    /// <summary>
    /// Has something done after a backward pass has added to this leaf's <see cref="Grad"/>, for example an optimizer step of this parameter alone:
    /// <c>p.RegisterPostAccumulateHook(p =&gt; { p.AddInPlace(p.Grad!, -0.1); p.Grad = null; })</c>. Recording is off, unless the pass is recorded
    /// itself.
    /// </summary>
    /// <param name="hook">Is given this tensor. Passes on other threads that reach the leaf wait meanwhile.</param>
    /// <returns>A handle that removes the hook when it is disposed.</returns>
    /// <remarks>If a hook throws, the pass goes on adding to the other leaves, and throws what the first hook threw at its end.</remarks>
    /// <exception cref="AutogradException">The tensor is no leaf that requires a gradient.</exception>
    public HookHandle RegisterPostAccumulateHook(Action<Tensor> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var node = RequireNode(nameof(RegisterPostAccumulateHook));
        if (node.Op is { } op)
            throw new AutogradException(
                $"RegisterPostAccumulateHook: this {shape} tensor is the result of {op}, and only leaves accumulate gradients. " +
                "Use RegisterHook, which sees the gradient of any tensor.");
        return node.ExtrasOrNew().AfterAccumulation.Add(hook);
    }

    /// <summary>
    /// Asks for the <see cref="Grad"/> of a tensor that is no leaf, and returns the tensor; backward passes add to it as to those of leaves, after
    /// all hooks. After a write in place it is the gradient of what was written. Leaves have theirs anyway.
    /// </summary>
    /// <exception cref="AutogradException">The tensor does not require a gradient.</exception>
    public Tensor RetainGrad()
    {
        var node = RequireNode(nameof(RetainGrad));
        if (node.Op is not null)
            node.ExtrasOrNew().Retaining ??= new(this);
        return this;
    }

    private Node RequireNode(string operation) => Node ?? throw new AutogradException(
        $"{operation}: this {DType} {shape} tensor does not require a gradient. Call WithGrad() on the inputs before computing it, outside NoGrad.");
}
