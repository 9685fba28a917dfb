using System.Collections;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

/// <summary>
/// Modules one after another, each given the result of the one before:
/// <c>Sequential net = [new Linear(784, 128), Activation.Relu(), new Linear(128, 10)];</c>. Without any it returns its input.
/// </summary>
[CollectionBuilder(typeof(Sequential), nameof(Create))]
public sealed class Sequential : Module<Tensor, Tensor>, IReadOnlyList<Module<Tensor, Tensor>>
{
    private readonly Module<Tensor, Tensor>[] layers;

    /// <summary>The given modules one after another.</summary>
    public Sequential(params ReadOnlySpan<Module<Tensor, Tensor>> layers)
    {
        foreach (var layer in layers)
            ArgumentNullException.ThrowIfNull(layer, nameof(layers));
        this.layers = layers.ToArray();
    }

    /// <summary>Makes a module of a collection expression.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Sequential Create(ReadOnlySpan<Module<Tensor, Tensor>> layers) => new(layers);

    /// <summary>The modules in order.</summary>
    public IReadOnlyList<Module<Tensor, Tensor>> Layers => layers;

    /// <summary>How many modules there are.</summary>
    public int Count => layers.Length;

    /// <summary>One of the modules.</summary>
    /// <exception cref="IndexException">There is no such module.</exception>
    public Module<Tensor, Tensor> this[int index] => (uint)index < (uint)layers.Length
        ? layers[index]
        : throw new IndexException($"Sequential: layer {index} was asked of {layers.Length}, numbered from 0.");

    /// <summary>Some of the modules, shared with this one: <c>net[..^1]</c>.</summary>
    public Sequential this[Range range] => new(layers.AsSpan()[range]);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (var layer in layers)
            x = layer.Call(x);
        return x;
    }

    /// <inheritdoc/>
    public IEnumerator<Module<Tensor, Tensor>> GetEnumerator() => ((IEnumerable<Module<Tensor, Tensor>>)layers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
