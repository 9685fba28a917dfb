using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The gradient of <see cref="SoftmaxCrossEntropy"/> with respect to the logits, in one pass: of logits x [..., C], Int64 labels t [...] and the
/// losses' gradients g [...] it makes (softmax(x) − onehot(t))·g.
/// </summary>
public sealed record SoftmaxCrossEntropyBackward : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0 | Keep.Input1;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = Chunks.Ready(inputs[0]), labels = Chunks.Ready(inputs[1]), gradient = Chunks.Ready(inputs[2]);
        int classes = x.Shape[^1];
        Indices.RequireClasses(labels, classes, Name);
        var y = Tensor.Empty(x.Shape, x.DType);
        if (x.DType == DType.Float32)
            Run<float>(x, labels, gradient, y, classes);
        else
            Run<double>(x, labels, gradient, y, classes);
        return y;
    }

    private static void Run<T>(Tensor x, Tensor labels, Tensor gradient, Tensor y, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chunks.ForRows(labels.ElementCount, classes, (from, to) => SoftmaxKernels.CrossEntropyBackward(
            x.AsReadOnlySpan<T>()[(from * classes)..(to * classes)],
            labels.AsReadOnlySpan<long>()[from..],
            gradient.AsReadOnlySpan<T>()[from..],
            y.AsSpan<T>()[(from * classes)..],
            classes));

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input switch
    {
        0 => AlongLogits(gradient, saved),
        2 => (gradient * Difference(saved)).Sum(-1),
        _ => null,
    };

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        // The Hessian of a loss is symmetric.
        var first = tangents[0] is { } x ? AlongLogits(x, saved) : null;
        var second = tangents[2] is { } g ? g.Unsqueeze(-1) * Difference(saved) : null;
        return first is null ? second : second is null ? first : first + second;
    }

    /// <summary>The Hessian of the losses, g·(diag(p) − p·pᵀ) with p the softmax, times u.</summary>
    private static Tensor AlongLogits(Tensor u, Saved saved)
    {
        var p = saved[0].Softmax();
        var weighted = p * u;
        return (weighted - p * weighted.Sum(-1, keepDim: true)) * saved[2].Unsqueeze(-1);
    }

    private static Tensor Difference(Saved saved) => saved[0].Softmax() - saved[1].OneHot(saved.ShapeOf(0)[^1], saved[0].DType);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs.All());
}
