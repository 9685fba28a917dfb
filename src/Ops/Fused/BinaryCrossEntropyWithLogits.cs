using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// The cross-entropy of the sigmoid of logits x and probabilities t in one pass, max(x, 0) − x·t + log(1 + e^−|x|), which neither overflows nor takes
/// the logarithm of 0. ∂/∂x = sigmoid(x) − t, ∂/∂t = −x.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> t, Span<T> y)
    {
        TensorPrimitives.Abs(x, y);
        TensorPrimitives.Negate(y, y);
        TensorPrimitives.Exp(y, y);
        for (int i = 0; i < y.Length; i++)
        {
            T small = y[i], sum = T.One + small;
            // The quotient takes back the rounding of the sum (Kahan): log(1 + e) to full precision for the smallest e.
            var log = sum == T.One ? small : T.Log(sum) * (small / (sum - T.One));
            y[i] = T.Max(x[i], T.Zero) - x[i] * t[i] + log;
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
