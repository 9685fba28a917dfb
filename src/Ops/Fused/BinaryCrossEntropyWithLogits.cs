using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// The cross-entropy of the sigmoid of logits x and probabilities t in one pass, max(x, 0) − x·t + log(1 + e^−|x|), which neither overflows nor takes
/// the logarithm of 0. ∂/∂x = sigmoid(x) − t, ∂/∂t = −x.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : BinaryElementwise
{
    private const int Block = 256;

    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> t, Span<T> y)
    {
        Span<T> space = stackalloc T[Block]; // Not the result, which may be one of the operands.
        for (int at = 0; at < y.Length; at += Block)
        {
            var small = space[..Math.Min(Block, y.Length - at)];
            TensorPrimitives.Abs(x.Slice(at, small.Length), small);
            TensorPrimitives.Negate(small, small);
            VectorMap.Map<T, ElementwiseFunctions.Exp<T>>(small, small);
            for (int i = 0; i < small.Length; i++)
            {
                T logit = x[at + i], sum = T.One + small[i];
                // The quotient takes back the rounding of the sum (Kahan): log(1 + e) to full precision for the smallest e.
                var log = sum == T.One ? small[i] : T.Log(sum) * (small[i] / (sum - T.One));
                y[at + i] = T.Max(logit, T.Zero) - logit * t[at + i] + log;
            }
        }
    }

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor x, Tensor t, Tensor y) => x.Sigmoid() - t;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor x, Tensor t, Tensor y) => -x;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor logits)
    {
        /// <summary>
        /// The losses −t·log σ(x) − (1 − t)·log(1 − σ(x)) of logits x and probabilities t, elementwise; safe for numbers of any size. Take the mean
        /// for a loss to train with.
        /// </summary>
        /// <param name="targets">The probabilities, of the logits' shape: labels are 0 or 1.</param>
        /// <exception cref="ShapeException">The shapes differ; a loss does not broadcast.</exception>
        public Tensor BinaryCrossEntropyWithLogits(Tensor targets)
        {
            ArgumentNullException.ThrowIfNull(targets);
            if (targets.Shape != logits.Shape)
                throw new ShapeException(
                    $"BinaryCrossEntropyWithLogits: the logits are {logits.Shape} and the targets {targets.Shape}; they must have the same shape. " +
                    "Reshape or Unsqueeze one of them.");
            return Shared<BinaryCrossEntropyWithLogits>.Op.Apply(logits, targets);
        }
    }
}
