using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>Whether a checkpointed function is being computed again on this thread: what happens once a step, such as the update of running
    /// statistics, is to be left out then.</summary>
    public static bool IsRecomputing => Recomputation.IsUnderWay;

    /// <summary>
    /// f(x), without keeping the values that f's derivative rules read: they are computed again, by calling f once more, when the backward pass
    /// reads the first of them. That trades time for memory (Chen et al., <i>Training Deep Nets with Sublinear Memory Cost</i>, 2016). Results and
    /// gradients are the same to the last bit, in <see cref="Tensor.Backward"/> as in
    /// <see cref="Grad(Tensor, Tensor, Tensor?, bool?, bool, bool)"/>, for inputs as for parameters that f uses, to any order, and checkpoints may
    /// stand inside each other.
    /// </summary>
    /// <param name="f">The function. It draws the same random numbers the second time, whatever generators it draws from. Everything else it depends
    /// on must not change before the backward pass; changes of its inputs, of leaves, and of values that its rules read are noticed. Inside a
    /// <see cref="TensorScope"/>, what it makes and does not return is given back when it returns. Inside
    /// <see cref="VMap(Func{Tensor, Tensor}, int, int, int?)"/>, what differs over the batch must be among its arguments where a gradient is taken
    /// outside, for it is called again when that VMap is over.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="AutogradException">Thrown by the backward pass where f did not do the same again.</exception>
    [OverloadResolutionPriority(2)] // A tensor can be indexed as an array can.
    public static Tensor Checkpoint(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Checkpoint(inputs => f(inputs[0]), [x]);
    }

    /// <summary>f(a, b), without keeping the values that f's derivative rules read: they are computed again.</summary>
    /// <param name="f">The function.</param>
    /// <param name="a">Its first argument.</param>
    /// <param name="b">Its second argument.</param>
    /// <inheritdoc cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>
    [OverloadResolutionPriority(2)]
    public static Tensor Checkpoint(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Checkpoint(inputs => f(inputs[0], inputs[1]), [a, b]);
    }

    /// <summary>f of several tensors, without keeping the values that f's derivative rules read: they are computed again.</summary>
    /// <param name="f">The function.</param>
    /// <param name="inputs">Its arguments.</param>
    /// <inheritdoc cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Checkpoint(Func<Tensor[], Tensor> f, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Checkpoint(arguments => new[] { f(arguments) }, inputs)[0];
    }

    /// <summary>The results of f of several tensors, without keeping the values that f's derivative rules read: they are computed again.</summary>
    /// <param name="f">The function.</param>
    /// <param name="inputs">Its arguments.</param>
    /// <inheritdoc cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> f, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(f);
        foreach (var input in inputs)
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        return Recomputation.Run(f, inputs.ToArray());
    }
}
