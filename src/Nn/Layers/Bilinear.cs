namespace AutoGrad.Nn;

/// <summary>
/// y[k] = aᵀ·W[k]·b + bias[k] for a [..., in1] and b [..., in2]. Weights and biases start uniform within ±1/√in1, as PyTorch's do.
/// </summary>
public sealed class Bilinear : Module<(Tensor A, Tensor B), Tensor>
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="in1Features">The size of the last axis of a.</param>
    /// <param name="in2Features">The size of the last axis of b.</param>
    /// <param name="outFeatures">The size of the last axis of the result.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Bilinear(
        int in1Features, int in2Features, int outFeatures, bool bias = true, Generator? generator = null, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(in1Features, GetType().Name);
        Require.AtLeastOne(in2Features, GetType().Name);
        Require.AtLeastOne(outFeatures, GetType().Name);
        double bound = 1 / Math.Sqrt(in1Features);
        Weight = new(Init.Uniform(Tensor.Empty([outFeatures, in1Features, in2Features], dtype), -bound, bound, generator));
        Bias = bias ? new(Init.Uniform(Tensor.Empty([outFeatures], dtype), -bound, bound, generator)) : null;
    }

    /// <summary>W, [out, in1, in2].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, [out]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The result for two tensors, which are equal in all axes but the last.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">One has another dtype than the weights.</exception>
    public Tensor Forward(Tensor a, Tensor b) => Forward((a, b));

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">One has another dtype than the weights.</exception>
    public override Tensor Forward((Tensor A, Tensor B) input)
    {
        var (a, b) = input;
        Require.DType(this, a, Weight);
        Require.DType(this, b, Weight);
        int into = Weight.Shape[0], first = Weight.Shape[1], second = Weight.Shape[2];
        if (a.Rank == 0 || a.Rank != b.Rank || a.Shape[^1] != first || b.Shape != a.Shape.With(-1, second))
            throw new ShapeException($"{Headline}: the inputs are {a.Shape} and {b.Shape}; they must be [..., {first}] and [..., {second}].");
        var byA = a.MatMul(Weight.Permute([1, 0, 2]).Reshape(first, into * second)).Reshape([.. a.Shape.AsSpan()[..^1], into, second]);
        var y = (byA * b.Unsqueeze(-2)).Sum(-1);
        return Bias is null ? y : y + Bias;
    }

    /// <inheritdoc/>
    protected override long MultiplyAdds((Tensor A, Tensor B) input, Tensor output) => (long)output.ElementCount * (Weight.Shape[1] + 1) * Weight.Shape[2];

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{Weight.Shape[1]} × {Weight.Shape[2]} → {Weight.Shape[0]}, bias: {(Bias is null ? "false" : "true")}";
}
