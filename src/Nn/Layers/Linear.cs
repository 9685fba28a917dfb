namespace AutoGrad.Nn;

/// <summary>
/// y = x·Wᵀ + b for x [..., in] → y [..., out]. Weights and biases start uniform within ±1/√in, as PyTorch's do (Kaiming-uniform with a = √5).
/// </summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="inFeatures">The size of the last axis of the input.</param>
    /// <param name="outFeatures">The size of the last axis of the result.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Linear(int inFeatures, int outFeatures, bool bias = true, Generator? generator = null, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(inFeatures, GetType().Name);
        Require.AtLeastOne(outFeatures, GetType().Name);
        Weight = new(Init.KaimingUniform(Tensor.Empty([outFeatures, inFeatures], dtype), Math.Sqrt(5), generator: generator));
        double bound = 1 / Math.Sqrt(inFeatures);
        Bias = bias ? new(Init.Uniform(Tensor.Empty([outFeatures], dtype), -bound, bound, generator)) : null;
    }

    /// <summary>W, [out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The size of the last axis of the input.</summary>
    public int InFeatures => Weight.Shape[1];

    /// <summary>The size of the last axis of the result.</summary>
    public int OutFeatures => Weight.Shape[0];

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The last axis of x has another size.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, Weight);
        if (x.Rank == 0 || x.Shape[^1] != InFeatures)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; its last axis must have size {InFeatures}.{Suggestion(x.Shape)}");
        // The weight as it lies, so that its gradient comes out in the same order; and as one matrix, so that no batch of gradients is made.
        var product = MatMul.Of(transposeB: true).Apply(x.Rank == 2 ? x : x.Reshape(x.ElementCount / InFeatures, InFeatures), Weight);
        var y = Bias is null ? product : product + Bias;
        return x.Rank == 2 ? y : y.Reshape([.. x.Shape.AsSpan()[..^1], OutFeatures]);
    }

    private string Suggestion(Shape x)
    {
        if (x.Rank == 2 && x[0] == InFeatures)
            return " Did you mean x.T?";
        for (int axis = 1, size = x.ElementCount; axis < x.Rank - 1 && x[axis - 1] > 0; axis++)
            if ((size /= x[axis - 1]) == InFeatures)
                return $" Did you mean x.Flatten({axis})?";
        return "";
    }

    /// <inheritdoc/>
    protected override long MultiplyAdds(Tensor input, Tensor output) => (long)output.ElementCount * InFeatures;

    /// <inheritdoc/>
    protected override string Describe() => $"{InFeatures} → {OutFeatures}, bias: {(Bias is null ? "false" : "true")}";
}
