using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The cross-entropy of the softmax of logits and the right classes in one pass: logits x [..., C] and Int64 labels t [...] give the losses
/// log Σ eˣ − x[t], of the labels' shape. The gradient is (softmax(x) − onehot(t))·g.
/// </summary>
public sealed record SoftmaxCrossEntropy : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = Chunks.Ready(inputs[0]), labels = Chunks.Ready(inputs[1]);
        int classes = x.Shape[^1];
        Indices.RequireClasses(labels, classes, Name);
        var losses = Tensor.Empty(labels.Shape, x.DType);
        if (x.DType == DType.Float32)
            Run<float>(x, labels, losses, classes);
        else
            Run<double>(x, labels, losses, classes);
        return losses;
    }

    private static void Run<T>(Tensor x, Tensor labels, Tensor losses, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chunks.ForRows(labels.ElementCount, classes, (from, to) => SoftmaxKernels.CrossEntropy(
            x.AsReadOnlySpan<T>()[(from * classes)..(to * classes)], labels.AsReadOnlySpan<long>()[from..], losses.AsSpan<T>()[from..], classes));

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        input == 0 ? Shared<SoftmaxCrossEntropyBackward>.Op.Apply(saved[0], saved[1], gradient) : null;

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0] is { } t
        ? (t * Vjp(0, Tensor.Ones(saved.OutputShape, saved[0].DType), saved)!).Sum(-1)
        : null;

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs.All());
}

public static partial class TensorOps
{
    extension(Tensor logits)
    {
        /// <summary>
        /// The losses −log softmax(x)[t] of logits x [..., C] whose right classes are t [...], one for each label; safe for numbers of any size. Take
        /// the mean for a loss to train with.
        /// </summary>
        /// <param name="targets">Whole numbers from 0 to C − 1, of the logits' shape without its last axis.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="IndexException">A label is not the number of a class.</exception>
        /// <exception cref="DTypeException">The logits are not floating-point, or the labels not whole numbers.</exception>
        public Tensor SoftmaxCrossEntropy(Tensor targets)
        {
            ArgumentNullException.ThrowIfNull(targets);
            if (!logits.DType.IsFloatingPoint)
                throw new DTypeException($"SoftmaxCrossEntropy: the logits are {logits.DType}; they must be floating-point. " +
                    "Convert with .To(DType.Float32).");
            if (logits.Rank == 0 || !logits.Shape.AsSpan()[..^1].SequenceEqual(targets.Shape.AsSpan()))
                throw new ShapeException(
                    $"SoftmaxCrossEntropy: the logits are {logits.Shape} and the targets {targets.Shape}; " +
                    "the targets' shape must be that of the logits without the last axis, the classes." +
                    (targets.Shape == logits.Shape ? " For probabilities use -(targets * logits.LogSoftmax()).Sum(-1)." : ""));
            return Shared<SoftmaxCrossEntropy>.Op.Apply(logits, Indices.Of(targets, nameof(SoftmaxCrossEntropy), "targets"));
        }
    }
}
