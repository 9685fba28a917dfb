namespace AutoGrad.Nn;

/// <summary>
/// One step of a long short-term memory: of s = x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh, cut into four, the gates i = σ(s₀), f = σ(s₁), o = σ(s₃) and the news
/// g = tanh(s₂); then c′ = f·c + i·g and h′ = o·tanh(c′). Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000.
/// </summary>
public sealed class LSTMCell : RecurrentCell<(Tensor H, Tensor C)>
{
    /// <summary>A cell with random weights.</summary>
    /// <param name="inputSize">The size of the last axis of the input.</param>
    /// <param name="hiddenSize">The size of the last axis of the state.</param>
    /// <param name="bias">Whether to add biases.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public LSTMCell(int inputSize, int hiddenSize, bool bias = true, Generator? generator = null, DType dtype = DType.Float32)
        : base(inputSize, hiddenSize, gates: 4, bias, generator, dtype)
    {
    }

    internal override string[] Names => ["h", "c"];

    internal override Func<Tensor, (Tensor H, Tensor C), (Tensor H, Tensor C)> Steps()
    {
        var bias = BiasIH is null ? null : BiasIH + BiasHH!;
        return (x, state) =>
        {
            var sum = FromInput(x) + FromHidden(state.H);
            if (bias is not null)
                sum += bias;
            var parts = sum.Chunk(4, axis: -1);
            var c = parts[1].Sigmoid() * state.C + parts[0].Sigmoid() * parts[2].Tanh();
            return (parts[3].Sigmoid() * c.Tanh(), c);
        };
    }

    internal override Tensor[] Parts((Tensor H, Tensor C) state) => [state.H, state.C];

    internal override (Tensor H, Tensor C) Of(Tensor[] parts) => (parts[0], parts[1]);
}
