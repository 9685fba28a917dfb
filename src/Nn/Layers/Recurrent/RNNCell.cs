namespace AutoGrad.Nn;

/// <summary>The function of an Elman network: what becomes of the weighted sum.</summary>
public enum RNNFunction
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The rectified linear unit.</summary>
    Relu,
}

/// <summary>One step of an Elman network, h′ = f(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh). Elman, 1990.</summary>
public sealed class RNNCell : RecurrentCell<Tensor>
{
    /// <summary>A cell with random weights.</summary>
    /// <param name="inputSize">The size of the last axis of the input.</param>
    /// <param name="hiddenSize">The size of the last axis of the state.</param>
    /// <param name="bias">Whether to add biases.</param>
    /// <param name="function">What becomes of the weighted sum.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public RNNCell(
        int inputSize, int hiddenSize, bool bias = true, RNNFunction function = RNNFunction.Tanh, Generator? generator = null,
        DType dtype = DType.Float32)
        : base(inputSize, hiddenSize, gates: 1, bias, generator, dtype) => Function = function;

    /// <summary>What becomes of the weighted sum.</summary>
    public RNNFunction Function { get; }

    internal override string[] Names => ["h"];

    internal override Func<Tensor, Tensor, Tensor> Steps()
    {
        var bias = BiasIH is null ? null : BiasIH + BiasHH!;
        return (x, h) =>
        {
            var sum = FromInput(x) + FromHidden(h);
            if (bias is not null)
                sum += bias;
            return Function == RNNFunction.Tanh ? sum.Tanh() : sum.Relu();
        };
    }

    internal override Tensor[] Parts(Tensor state) => [state];

    internal override Tensor Of(Tensor[] parts) => parts[0];

    /// <inheritdoc/>
    protected override string Describe() => base.Describe() + (Function == RNNFunction.Tanh ? "" : $", function: {Function}");
}
