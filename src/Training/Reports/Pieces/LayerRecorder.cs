using AutoGrad.Nn;

namespace AutoGrad.Training.Reports;

/// <summary>
/// Keeps what comes out of the layers of a model, and the gradients that come back to them, by hooks, until it is disposed:
/// <code>
/// using var layers = new LayerRecorder(net);
/// Loss.CrossEntropy(net.Call(images), labels).Backward();
/// layers.Activations().SaveSvg("activations.svg");
/// </code>
/// </summary>
/// <remarks>Hooks hear of layers that are run by <see cref="Module{TIn, TOut}.Call(TIn)"/>, as those of <see cref="Sequential"/> are, and not of
/// those run by Forward.</remarks>
public sealed class LayerRecorder : IDisposable
{
    private readonly List<LayerValues> layers = [];
    private readonly List<IDisposable> hooks = [];

    /// <summary>Begins to record.</summary>
    /// <param name="model">The model.</param>
    /// <param name="which">Which of its layers, by name and module: by default those that hold no others.</param>
    /// <exception cref="ArgumentException">There are none from tensor to tensor.</exception>
    public LayerRecorder(Module model, Func<string, Module, bool>? which = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        which ??= static (_, module) => module.Children().Count == 0;
        foreach (var (name, module) in model.NamedModules())
            if (module is Module<Tensor, Tensor> layer && which(name, module))
                Record(layer, new(name.Length > 0 ? name : "model", KindOf(layer)));
        if (layers.Count == 0)
            throw new ArgumentException("LayerRecorder: the model has no such layers from tensor to tensor to be recorded.", nameof(model));
    }

    /// <summary>The layers recorded, in the order in which the model holds them.</summary>
    public IReadOnlyList<LayerValues> Layers => layers;

    /// <summary>Histograms of the activations, one for each layer that was called, with their mean and standard deviation.</summary>
    /// <param name="bins">How many bins.</param>
    /// <param name="range">From where to where; around the activations of each layer by default.</param>
    /// <param name="columns">How many stand beside each other; all up to four by default.</param>
    /// <exception cref="InvalidOperationException">No layer was called.</exception>
    public Panels Activations(int bins = 30, (double Low, double High)? range = null, int? columns = null) =>
        Histograms("Activations", static layer => layer.Activations, bins, range, columns, "called; run the model by Call");

    /// <summary>Histograms of the gradients of the activations, one for each layer they came back to.</summary>
    /// <param name="bins">How many bins.</param>
    /// <param name="range">From where to where; around the gradients of each layer by default.</param>
    /// <param name="columns">How many stand beside each other; all up to four by default.</param>
    /// <exception cref="InvalidOperationException">No gradient came to a layer.</exception>
    public Panels Gradients(int bins = 30, (double Low, double High)? range = null, int? columns = null) =>
        Histograms("Gradients", static layer => layer.Gradients, bins, range, columns, "reached by a gradient; call Backward");

    /// <summary>Ends the recording; what was recorded stays.</summary>
    public void Dispose()
    {
        foreach (var hook in hooks)
            hook.Dispose();
        hooks.Clear();
    }

    private void Record(Module<Tensor, Tensor> layer, LayerValues values)
    {
        layers.Add(values);
        hooks.Add(layer.RegisterForwardHook((_, output) =>
        {
            (values.Activations, values.Gradients) = (Numbers.Of(output, nameof(output)), []);
        }));
        hooks.Add(layer.RegisterBackwardPreHook(gradient =>
        {
            values.Gradients = Numbers.Of(gradient, nameof(gradient));
            return null;
        }));
    }

    private Panels Histograms(
        string title, Func<LayerValues, IReadOnlyList<double>> values, int bins, (double Low, double High)? range, int? columns, string missing)
    {
        var reached = layers.Where(layer => values(layer).Count > 0).ToArray();
        if (reached.Length == 0)
            throw new InvalidOperationException($"LayerRecorder: no layer was {missing} before.");
        var panels = new Panels(title, columns ?? Math.Min(4, reached.Length));
        foreach (var layer in reached)
        {
            var all = values(layer);
            double mean = all.Average(), deviation = Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
            panels.Add(new Chart($"{layer.Name} · {layer.Kind}") { X = $"mean {Ticks.Text(mean, 3)}, std {Ticks.Text(deviation, 3)}" }
                .Histogram(null, all, bins, range, color: Rgb.Palette[0]));
        }
        return panels;
    }

    private static string KindOf(Module layer) =>
        layer.ToString() is var text && text.IndexOf('(', StringComparison.Ordinal) is > 0 and var end ? text[..end] : layer.GetType().Name;
}
