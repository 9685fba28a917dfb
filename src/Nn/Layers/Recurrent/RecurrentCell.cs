namespace AutoGrad.Nn;

/// <summary>
/// One step of a recurrent network: from an input x [N, in] and the state of hidden size H so far, the next state. Without a batch, x is [in] and the
/// state [H]. Weights and biases start uniform within ±1/√H, as PyTorch's do.
/// </summary>
/// <typeparam name="TState">The state: h, or h and c.</typeparam>
public abstract class RecurrentCell<TState> : Module<Tensor, TState>
{
    private protected RecurrentCell(int inputSize, int hiddenSize, int gates, bool bias, Generator? generator, DType dtype)
    {
        Require.AtLeastOne(inputSize, GetType().Name);
        Require.AtLeastOne(hiddenSize, GetType().Name);
        HiddenSize = hiddenSize;
        double bound = 1 / Math.Sqrt(hiddenSize);
        Parameter Draw(params ReadOnlySpan<int> shape) => new(Init.Uniform(Tensor.Empty(new Shape(shape), dtype), -bound, bound, generator));
        WeightIH = Draw(gates * hiddenSize, inputSize);
        WeightHH = Draw(gates * hiddenSize, hiddenSize);
        BiasIH = bias ? Draw(gates * hiddenSize) : null;
        BiasHH = bias ? Draw(gates * hiddenSize) : null;
    }

    /// <summary>What the input is multiplied with, [gates · H, in].</summary>
    public Parameter WeightIH { get; }

    /// <summary>What the hidden state is multiplied with, [gates · H, H].</summary>
    public Parameter WeightHH { get; }

    /// <summary>What is added to the product of the input, [gates · H]; null where there is none.</summary>
    public Parameter? BiasIH { get; }

    /// <summary>What is added to the product of the hidden state, [gates · H]; null where there is none.</summary>
    public Parameter? BiasHH { get; }

    /// <summary>The size of the last axis of the input.</summary>
    public int InputSize => WeightIH.Shape[1];

    /// <summary>The size of the last axis of the state.</summary>
    public int HiddenSize { get; }

    /// <summary>The step from a state of zeros.</summary>
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The last axis of x has another size than the cell's input.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override TState Forward(Tensor x)
    {
        RequireInput(x);
        return Steps()(x, Zeros(new([.. x.Shape.AsSpan()[..^1], HiddenSize])));
    }

    /// <summary>The step from a state.</summary>
    /// <param name="x">The input, [N, in] or [in].</param>
    /// <param name="state">The state, [N, H] or [H].</param>
    /// <exception cref="ShapeException">x or the state has a shape that does not fit the cell, or the other.</exception>
    /// <exception cref="DTypeException">x or the state has another dtype than the weights.</exception>
    public TState Forward(Tensor x, TState state)
    {
        RequireInput(x);
        RequireState(this, state, new([.. x.Shape.AsSpan()[..^1], HiddenSize]), "a batch, if there is one, and the hidden size");
        return Steps()(x, state);
    }

    /// <summary>The step, with whatever steps have in common computed once.</summary>
    internal abstract Func<Tensor, TState, TState> Steps();

    /// <summary>A state as its tensors, h first.</summary>
    internal abstract Tensor[] Parts(TState state);

    /// <summary>A state of its tensors, h first.</summary>
    internal abstract TState Of(Tensor[] parts);

    internal TState Zeros(Shape shape) => Of(Array.ConvertAll(Names, _ => Tensor.Zeros(shape, WeightHH.DType)));

    /// <summary>What the parts of a state are called.</summary>
    internal abstract string[] Names { get; }

    internal void RequireState(Module layer, TState state, Shape shape, string what)
    {
        var parts = Parts(state);
        for (int i = 0; i < parts.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(parts[i], nameof(state));
            if (parts[i].Shape != shape)
                throw new ShapeException($"{layer.Headline}: {Names[i]} is {parts[i].Shape}; it must be {shape}: {what}.");
            if (parts[i].DType != WeightHH.DType)
                throw new DTypeException(
                    $"{layer.Headline}: {Names[i]} is {parts[i].DType} and the parameters are {WeightHH.DType}. " +
                    $"Convert it with .To(DType.{WeightHH.DType}).");
        }
    }

    private protected Tensor FromInput(Tensor x) => Product(x, WeightIH);

    private protected Tensor FromHidden(Tensor h) => Product(h, WeightHH);

    private void RequireInput(Tensor x)
    {
        Require.DType(this, x, WeightIH);
        if (x.Rank is not (1 or 2) || x.Shape[^1] != InputSize)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, {InputSize}] or [{InputSize}].");
    }

    private static Tensor Product(Tensor x, Tensor weight) => x.Rank == 1
        ? Product(x.Unsqueeze(0), weight).Squeeze(0)
        : MatMul.Of(transposeB: true).Apply(x, weight);

    /// <inheritdoc/>
    protected override long MultiplyAdds(Tensor input, TState output) =>
        input.ElementCount / InputSize * (long)(WeightIH.ElementCount + WeightHH.ElementCount);

    /// <inheritdoc/>
    protected override string Describe() => $"{InputSize} → {HiddenSize}, bias: {(BiasIH is null ? "false" : "true")}";
}
