using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>
    /// The function over a batch: what is written for one sample, x ↦ f(x), applied to all samples along an axis in one pass, as
    /// <c>Stack(x.Select(f))</c> would be with a call for each. <c>VMap(x => Grad(loss, x))</c> gives per-sample gradients.
    /// </summary>
    /// <param name="f">The function of one sample. It is called once, with a tensor that has the shape of a sample and stands for all of them
    /// (<see cref="Tensor.IsBatched"/>). Tensors that it captures are shared by all samples; numbers that it draws at random are too.</param>
    /// <param name="inAxis">The axis of the argument that the samples are taken along; negative counts from the end.</param>
    /// <param name="outAxis">Where the samples stand in the result; negative counts from the end.</param>
    /// <param name="chunkSize">How many samples are computed together, to save memory; null for all.</param>
    /// <returns>
    /// The function of all samples. It can be differentiated, inside and outside, and mapped again. It throws a <see cref="ShapeException"/> where
    /// the axes are not there or the batches have different sizes, and an <see cref="AutogradException"/> where f reads values or writes in place.
    /// </returns>
    /// <remarks>
    /// Operations follow their batching rules (<see cref="Op.VMap"/>); those without one are applied sample by sample, which is right and slower. An
    /// empty batch gives an empty result. A result that does not depend on the batch is repeated. As vmap in JAX and PyTorch.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Tensor> VMap(Func<Tensor, Tensor> f, int inAxis = 0, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => [f(x[0])], f, 1, [inAxis], outAxis, null, chunkSize);
        return x => batched.Call(x)[0];
    }

    /// <summary>The function of two tensors over a batch.</summary>
    /// <param name="f">The function of one sample of each.</param>
    /// <param name="inAxes">For each argument the axis that its samples are taken along, or null where all samples share it:
    /// <c>VMap(loss, inAxes: [null, 0])</c>. Left out, axis 0 of each.</param>
    /// <param name="outAxis">Where the samples stand in the result; negative counts from the end.</param>
    /// <param name="chunkSize">How many samples are computed together, to save memory; null for all.</param>
    /// <exception cref="ArgumentException">The axes are more or fewer than the arguments.</exception>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor}, int, int, int?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Tensor, Tensor> VMap(
        Func<Tensor, Tensor, Tensor> f, int?[]? inAxes = null, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => [f(x[0], x[1])], f, 2, inAxes, outAxis, null, chunkSize);
        return (x, y) => batched.Call(x, y)[0];
    }

    /// <summary>The function of three tensors over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor}, int?[], int, int?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<Tensor, Tensor, Tensor, Tensor> VMap(
        Func<Tensor, Tensor, Tensor, Tensor> f, int?[]? inAxes = null, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => [f(x[0], x[1], x[2])], f, 3, inAxes, outAxis, null, chunkSize);
        return (x, y, z) => batched.Call(x, y, z)[0];
    }

    /// <summary>The function of any number of tensors over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor}, int?[], int, int?)"/>
    public static Func<Tensor[], Tensor> VMap(Func<Tensor[], Tensor> f, int?[]? inAxes = null, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => [f(x)], f, null, inAxes, outAxis, null, chunkSize);
        return x => batched.Call(x)[0];
    }

    /// <summary>A function with two results over a batch, such as <c>x => Autodiff.ValueAndGrad(f, x)</c>.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor}, int, int, int?)"/>
    public static Func<Tensor, (Tensor, Tensor)> VMap(
        Func<Tensor, (Tensor, Tensor)> f, int inAxis = 0, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => Listed(f(x[0])), f, 1, [inAxis], outAxis, null, chunkSize);
        return x => AsPair(batched.Call(x));
    }

    /// <summary>A function of two tensors with two results over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor}, int?[], int, int?)"/>
    public static Func<Tensor, Tensor, (Tensor, Tensor)> VMap(
        Func<Tensor, Tensor, (Tensor, Tensor)> f, int?[]? inAxes = null, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => Listed(f(x[0], x[1])), f, 2, inAxes, outAxis, null, chunkSize);
        return (x, y) => AsPair(batched.Call(x, y));
    }

    /// <summary>A function of three tensors with two results over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor}, int?[], int, int?)"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor, Tensor)> VMap(
        Func<Tensor, Tensor, Tensor, (Tensor, Tensor)> f, int?[]? inAxes = null, int outAxis = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => Listed(f(x[0], x[1], x[2])), f, 3, inAxes, outAxis, null, chunkSize);
        return (x, y, z) => AsPair(batched.Call(x, y, z));
    }

    /// <summary>A function with any number of results over a batch.</summary>
    /// <param name="f">The function of one sample.</param>
    /// <param name="inAxis">The axis of the argument that the samples are taken along; negative counts from the end.</param>
    /// <param name="outAxes">Where the samples stand in each result; 0 in all where left out.</param>
    /// <param name="chunkSize">How many samples are computed together, to save memory; null for all.</param>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor}, int, int, int?)"/>
    public static Func<Tensor, Tensor[]> VMap(Func<Tensor, Tensor[]> f, int inAxis = 0, int[]? outAxes = null, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => f(x[0]), f, 1, [inAxis], 0, outAxes, chunkSize);
        return x => batched.Call(x);
    }

    /// <summary>A function of two tensors with any number of results over a batch, such as
    /// <c>(x, t) => Autodiff.Grad([loss(x, t)], parameters)</c>.</summary>
    /// <param name="f">The function of one sample of each.</param>
    /// <param name="inAxes">For each argument the axis that its samples are taken along, or null where all samples share it. Left out, axis 0 of
    /// each.</param>
    /// <param name="outAxes">Where the samples stand in each result; 0 in all where left out.</param>
    /// <param name="chunkSize">How many samples are computed together, to save memory; null for all.</param>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor}, int?[], int, int?)"/>
    public static Func<Tensor, Tensor, Tensor[]> VMap(
        Func<Tensor, Tensor, Tensor[]> f, int?[]? inAxes = null, int[]? outAxes = null, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => f(x[0], x[1]), f, 2, inAxes, 0, outAxes, chunkSize);
        return (x, y) => batched.Call(x, y);
    }

    /// <summary>A function of three tensors with any number of results over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor[]}, int?[], int[], int?)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor[]> VMap(
        Func<Tensor, Tensor, Tensor, Tensor[]> f, int?[]? inAxes = null, int[]? outAxes = null, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(x => f(x[0], x[1], x[2]), f, 3, inAxes, 0, outAxes, chunkSize);
        return (x, y, z) => batched.Call(x, y, z);
    }

    /// <summary>The function of any number of tensors with any number of results over a batch.</summary>
    /// <inheritdoc cref="VMap(Func{Tensor, Tensor, Tensor[]}, int?[], int[], int?)"/>
    public static Func<Tensor[], Tensor[]> VMap(Func<Tensor[], Tensor[]> f, int?[]? inAxes = null, int[]? outAxes = null, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var batched = new BatchedFunction(f, f, null, inAxes, 0, outAxes, chunkSize);
        return x => batched.Call(x);
    }

    private static Tensor[] Listed((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static (Tensor, Tensor) AsPair(Tensor[] results) => (results[0], results[1]);
}
