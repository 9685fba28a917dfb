namespace AutoGrad.Nn;

/// <summary>
/// One step of a gated recurrent unit: of a = x·W_ihᵀ + b_ih and b = h·W_hhᵀ + b_hh, each cut into three, the gates r = σ(a₀ + b₀) and z = σ(a₁ + b₁)
/// and the news n = tanh(a₂ + r·b₂); then h′ = (1 − z)·n + z·h. Cho et al., 2014, with the reset gate after the product, as in PyTorch.
/// </summary>
public sealed class GRUCell : RecurrentCell<Tensor>
{
    /// <summary>A cell with random weights.</summary>
    /// <param name="inputSize">The size of the last axis of the input.</param>
    /// <param name="hiddenSize">The size of the last axis of the state.</param>
    /// <param name="bias">Whether to add biases.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public GRUCell(int inputSize, int hiddenSize, bool bias = true, Generator? generator = null, DType dtype = DType.Float32)
        : base(inputSize, hiddenSize, gates: 3, bias, generator, dtype)
    {
    }

    internal override string[] Names => ["h"];

    internal override Func<Tensor, Tensor, Tensor> Steps() => (x, h) =>
    {
        Tensor a = FromInput(x), b = FromHidden(h);
        if (BiasIH is not null)
            (a, b) = (a + BiasIH, b + BiasHH!);
        Tensor[] left = a.Chunk(3, axis: -1), right = b.Chunk(3, axis: -1);
        var z = (left[1] + right[1]).Sigmoid();
        var n = (left[2] + (left[0] + right[0]).Sigmoid() * right[2]).Tanh();
        return n + z * (h - n);
    };

    internal override Tensor[] Parts(Tensor state) => [state];

    internal override Tensor Of(Tensor[] parts) => parts[0];
}
