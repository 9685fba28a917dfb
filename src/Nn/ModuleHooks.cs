namespace AutoGrad.Nn;

/// <summary>The hooks of a module, made with the first.</summary>
/// <typeparam name="TIn">The module's input.</typeparam>
/// <typeparam name="TOut">Its result.</typeparam>
internal sealed class ModuleHooks<TIn, TOut>
{
    public Registrations<Func<TIn, TIn>> Before { get; } = new();

    public Registrations<Func<TIn, TOut, TOut>> After { get; } = new();

    public Registrations<Func<Tensor, Tensor?>> BeforeBackward { get; } = new();

    public Registrations<Func<Tensor?, Tensor, Tensor?>> Backward { get; } = new();

    /// <summary>Runs a module with its hooks around it.</summary>
    public TOut Call(Module<TIn, TOut> module, TIn input)
    {
        foreach (var hook in Before.All)
            input = hook(input);
        bool backward = Autodiff.IsRecording && !(BeforeBackward.IsEmpty && Backward.IsEmpty);
        Tensor? entry = null;
        if (backward && input is Tensor { RequiresGrad: true } x)
            input = (TIn)(object)(entry = Shared<Identity>.Op.Apply(x)); // Its gradient is what comes through this module alone.
        var output = module.Forward(input);
        if (backward && output is Tensor { RequiresGrad: true } y)
            output = (TOut)(object)Watched(entry, Shared<Identity>.Op.Apply(y));
        foreach (var hook in After.All)
            output = hook(input, output);
        return output;
    }

    private Tensor Watched(Tensor? entry, Tensor exit)
    {
        Tensor? arrived = null;
        exit.RegisterHook(gradient =>
        {
            foreach (var hook in BeforeBackward.All)
                gradient = hook(gradient) ?? gradient;
            arrived = gradient;
            if (entry is null)
                foreach (var hook in Backward.All)
                    hook(null, gradient);
            return gradient;
        });
        entry?.RegisterHook(gradient =>
        {
            var after = arrived!;
            arrived = null;
            foreach (var hook in Backward.All)
                gradient = hook(gradient, after) ?? gradient;
            return gradient;
        });
        return exit;
    }
}

/// <summary>Functions in the order of their registration.</summary>
internal sealed class Registrations<THook> where THook : Delegate
{
    private readonly Lock gate = new();
    private Entry[] entries = [];

    public bool IsEmpty => entries.Length == 0;

    public IEnumerable<THook> All => entries.Select(static entry => entry.Hook);

    public IDisposable Add(THook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var entry = new Entry(this, hook);
        lock (gate)
            entries = [.. entries, entry];
        return entry;
    }

    private void Remove(Entry entry)
    {
        lock (gate)
            entries = [.. entries.Where(other => other != entry)];
    }

    private sealed class Entry(Registrations<THook> owner, THook hook) : IDisposable
    {
        public THook Hook => hook;

        public void Dispose() => owner.Remove(this);
    }
}
