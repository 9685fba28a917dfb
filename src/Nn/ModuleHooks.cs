namespace AutoGrad.Nn;

/// <summary>The hooks of a module, made with the first.</summary>
/// <typeparam name="TIn">The module's input.</typeparam>
/// <typeparam name="TOut">Its result.</typeparam>
internal sealed class ModuleHooks<TIn, TOut>
{
    public HookList<Func<TIn, TIn>> Before { get; } = new();

    public HookList<Func<TIn, TOut, TOut>> After { get; } = new();

    public HookList<Func<Tensor, Tensor?>> BeforeBackward { get; } = new();

    public HookList<Func<Tensor?, Tensor, Tensor?>> Backward { get; } = new();

    /// <summary>Runs a module's Forward with its hooks around it.</summary>
    public TOut Call(TIn input, Func<TIn, TOut> forward)
    {
        foreach (var hook in Before.Registered)
            input = hook(input);
        bool backward = Autodiff.IsRecording && !(BeforeBackward.IsEmpty && Backward.IsEmpty);
        Tensor? entry = null;
        if (backward && input is Tensor { RequiresGrad: true } x)
            input = (TIn)(object)(entry = Shared<Identity>.Op.Apply(x)); // Its gradient is what comes through this module alone.
        var output = forward(input);
        if (backward && output is Tensor { RequiresGrad: true } y)
            output = (TOut)(object)Watched(entry, Shared<Identity>.Op.Apply(y));
        foreach (var hook in After.Registered)
            output = hook(input, output);
        return output;
    }

    private Tensor Watched(Tensor? entry, Tensor exit)
    {
        Tensor? arrived = null;
        exit.RegisterHook(gradient =>
        {
            foreach (var hook in BeforeBackward.Registered)
                gradient = hook(gradient) ?? gradient;
            arrived = gradient;
            if (entry is null)
                foreach (var hook in Backward.Registered)
                    hook(null, gradient);
            return gradient;
        });
        entry?.RegisterHook(gradient =>
        {
            var after = arrived!;
            arrived = null;
            foreach (var hook in Backward.Registered)
                gradient = hook(gradient, after) ?? gradient;
            return gradient;
        });
        return exit;
    }
}
