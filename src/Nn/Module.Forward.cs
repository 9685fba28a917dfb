namespace AutoGrad.Nn;

/// <summary>A part of a model that computes a result from an input.</summary>
/// <typeparam name="TIn">The input, most often <see cref="Tensor"/>; a tuple where there are several.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public abstract class Module<TIn, TOut> : Module
{
    private ModuleHooks<TIn, TOut>? hooks;

    /// <summary>Computes the result, and no more: hooks do not hear of it. <see cref="Call(TIn)"/> does the same with hooks.</summary>
    public abstract TOut Forward(TIn input);

    /// <summary>
    /// Computes the result by <see cref="Forward"/>, and runs the hooks around it. It is to Forward what <c>module(x)</c> is to
    /// <c>module.forward(x)</c> in PyTorch; <see cref="Sequential"/> calls its layers so. Without hooks both are the same.
    /// </summary>
    public TOut Call(TIn input) => hooks is null ? Forward(input) : hooks.Call(input, Forward);

    /// <summary>The same with another form of Forward, one that takes more: <c>layer.Call(x, x => layer.Forward(x, mask))</c>.</summary>
    public TOut Call(TIn input, Func<TIn, TOut> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        return hooks is null ? forward(input) : hooks.Call(input, forward);
    }

    /// <summary>
    /// How many multiplications, each with an addition, the products in one call take, without those of the modules that it calls: what
    /// <see cref="Summary"/> counts. 0 unless a module says otherwise.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="output">The result.</param>
    protected virtual long MultiplyAdds(TIn input, TOut output) => 0;

    internal override IDisposable[] Watch(Action<object?> before, Action<object?, object?, long> after) =>
    [
        RegisterForwardPreHook(input => before(input)),
        RegisterForwardHook((input, output) => after(input, output, MultiplyAdds(input, output))),
    ];

    /// <summary>Has the input of every <see cref="Call(TIn)"/> seen, and perhaps replaced.</summary>
    /// <param name="hook">Is given the input, and returns what the module is to be given.</param>
    /// <returns>A handle that removes the hook when it is disposed. Hooks run in the order in which they were registered.</returns>
    public HookHandle RegisterForwardPreHook(Func<TIn, TIn> hook) => Hooks.Before.Add(hook);

    /// <summary>Has the input of every <see cref="Call(TIn)"/> seen.</summary>
    /// <param name="hook">Is given the input.</param>
    /// <inheritdoc cref="RegisterForwardPreHook(Func{TIn, TIn})"/>
    public HookHandle RegisterForwardPreHook(Action<TIn> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return RegisterForwardPreHook(input =>
        {
            hook(input);
            return input;
        });
    }

    /// <summary>Has the input and the result of every <see cref="Call(TIn)"/> seen, and perhaps the result replaced.</summary>
    /// <param name="hook">Is given both, and returns what the caller is to be given.</param>
    /// <returns>A handle that removes the hook when it is disposed. Hooks run in the order in which they were registered.</returns>
    public HookHandle RegisterForwardHook(Func<TIn, TOut, TOut> hook) => Hooks.After.Add(hook);

    /// <summary>Has the input and the result of every <see cref="Call(TIn)"/> seen.</summary>
    /// <param name="hook">Is given both.</param>
    /// <inheritdoc cref="RegisterForwardHook(Func{TIn, TOut, TOut})"/>
    public HookHandle RegisterForwardHook(Action<TIn, TOut> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return RegisterForwardHook((input, output) =>
        {
            hook(input, output);
            return output;
        });
    }

    internal ModuleHooks<TIn, TOut> Hooks => hooks ?? Interlocked.CompareExchange(ref hooks, new(), null) ?? hooks;
}

/// <summary>Hooks on the gradients of modules from tensor to tensor.</summary>
public static class ModuleBackwardHooks
{
    extension(Module<Tensor, Tensor> module)
    {
        /// <summary>Has the gradient of the result of every <see cref="Module{TIn, TOut}.Call(TIn)"/> seen before it passes back through the module, and
        /// perhaps replaced.</summary>
        /// <param name="hook">Is given the gradient, and returns another of the same shape and dtype, or null to leave it as it is.</param>
        /// <returns>A handle that removes the hook when it is disposed. Hooks run in the order in which they were registered.</returns>
        public HookHandle RegisterBackwardPreHook(Func<Tensor, Tensor?> hook) => module.Hooks.BeforeBackward.Add(hook);

        /// <summary>
        /// Has the gradients of the input and of the result of every <see cref="Module{TIn, TOut}.Call(TIn)"/> seen once they have passed back through the
        /// module, and perhaps that of the input replaced. It is the part of the input's gradient that comes through this call.
        /// </summary>
        /// <param name="hook">Is given the gradient of the input, null where the input requires none, and that of the result; returns another
        /// gradient of the input, or null to leave it as it is.</param>
        /// <returns>A handle that removes the hook when it is disposed. Hooks run in the order in which they were registered.</returns>
        public HookHandle RegisterBackwardHook(Func<Tensor?, Tensor, Tensor?> hook) => module.Hooks.Backward.Add(hook);

        /// <summary>Has the gradients of the input and of the result of every <see cref="Module{TIn, TOut}.Call(TIn)"/> seen.</summary>
        /// <param name="hook">Is given both; that of the input is null where the input requires none.</param>
        /// <returns>A handle that removes the hook when it is disposed. Hooks run in the order in which they were registered.</returns>
        public HookHandle RegisterBackwardHook(Action<Tensor?, Tensor> hook)
        {
            ArgumentNullException.ThrowIfNull(hook);
            return module.RegisterBackwardHook((input, output) =>
            {
                hook(input, output);
                return null;
            });
        }
    }
}
