using AutoGrad.Distributions;

namespace AutoGrad.Nn.Models;

/// <summary>
/// A transformer that predicts the next of a sequence of tokens, as characters are, from those before: [N, L] whole numbers → logits [N, L, vocabulary].
/// A vector for each token plus one for each position, layers of causal attention with normalisation first and GELU, a last normalisation, and a
/// linear layer, which may be the table of tokens again. Radford et al., 2019 (GPT-2), in small.
/// </summary>
public sealed class CharTransformer : Module<Tensor, Tensor>
{
    /// <summary>A model with random weights: tables and matrices normal with standard deviation 0.02, biases 0, as in GPT-2.</summary>
    /// <param name="vocabulary">How many tokens there are.</param>
    /// <param name="contextLength">The greatest length of a sequence.</param>
    /// <param name="width">The number of features.</param>
    /// <param name="heads">The number of heads, which divides the width.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="dropout">The probability of an element to be dropped in training.</param>
    /// <param name="tied">Whether the last layer is the table of tokens.</param>
    /// <param name="generator">Where the weights, and what is dropped, are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentException">The number of heads does not divide the width, or a number is not positive.</exception>
    public CharTransformer(
        int vocabulary, int contextLength = 64, int width = 128, int heads = 4, int layers = 4, double dropout = 0, bool tied = false,
        Generator? generator = null, DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contextLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        Tokens = new(vocabulary, width, generator: generator, dtype: dtype);
        Positions = new(contextLength, width, generator: generator, dtype: dtype);
        Dropout = new(dropout, generator);
        Layers = new TransformerEncoderLayer[layers];
        for (int i = 0; i < layers; i++)
            Layers[i] = new(width, heads, 4 * width, dropout, static x => x.Gelu(), batchFirst: true, normFirst: true, generator: generator, dtype: dtype);
        Norm = new(width, dtype: dtype);
        Head = tied ? null : new(width, vocabulary, bias: false, generator: generator, dtype: dtype);
        foreach (var (name, parameter) in NamedParameters())
            if (parameter.Rank > 1)
                Init.Normal(parameter, std: 0.02, generator: generator);
            else if (name.EndsWith("Bias"))
                Init.Zeros(parameter);
    }

    /// <summary>The vectors of the tokens.</summary>
    public Embedding Tokens { get; }

    /// <summary>The vectors of the positions.</summary>
    public Embedding Positions { get; }

    /// <summary>What drops elements of their sum in training.</summary>
    public Dropout Dropout { get; }

    /// <summary>The layers.</summary>
    public TransformerEncoderLayer[] Layers { get; }

    /// <summary>The last normalisation.</summary>
    public LayerNorm Norm { get; }

    /// <summary>The layer of the logits; null where it is the table of tokens.</summary>
    public Linear? Head { get; }

    /// <summary>How many tokens there are.</summary>
    public int Vocabulary => Tokens.Weight.Shape[0];

    /// <summary>The greatest length of a sequence.</summary>
    public int ContextLength => Positions.Weight.Shape[0];

    /// <summary>The logits of the token after each position.</summary>
    /// <param name="x">Tokens, whole numbers [N, L], L at most the context length.</param>
    /// <returns>[N, L, vocabulary].</returns>
    /// <exception cref="ShapeException">x has another number of axes, or is too long.</exception>
    /// <exception cref="DTypeException">x does not hold whole numbers.</exception>
    /// <exception cref="IndexException">There is no such token.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] > ContextLength)
            throw new ShapeException($"CharTransformer: the input is {x.Shape}; it must be [N, L] with L at most {ContextLength}." +
                (x.Rank == 1 ? " Did you mean x.Unsqueeze(0)?" : ""));
        var h = Dropout.Call(Tokens.Call(x) + Positions.Call(Tensor.Arange(x.Shape[1])));
        foreach (var layer in Layers)
            h = layer.Call(h, h => layer.Forward(h, null, isCausal: true));
        h = Norm.Call(h);
        return Head is null ? h.MatMul(Tokens.Weight.T) : Head.Call(h);
    }

    /// <summary>Goes on with a text: draws tokens one after another, as in use and unrecorded.</summary>
    /// <param name="prompt">The tokens so far, [L] or [N, L], at least one; of them the last <see cref="ContextLength"/> are seen.</param>
    /// <param name="count">How many tokens to draw.</param>
    /// <param name="temperature">What logits are divided by: below 1 the likely becomes likelier, and 0 takes the likeliest.</param>
    /// <param name="topK">From how many of the likeliest tokens to draw; null for all.</param>
    /// <param name="generator">Where to draw from.</param>
    /// <returns>The prompt and the new tokens, Int64 [L + count] or [N, L + count].</returns>
    /// <exception cref="ShapeException">The prompt is empty or has another number of axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or topK not positive.</exception>
    public Tensor Generate(Tensor prompt, int count, double temperature = 1, int? topK = null, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Require.NonNegative(temperature, $"{nameof(CharTransformer)}.{nameof(Generate)}", nameof(temperature));
        if (topK is { } most)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most, nameof(topK));
        if (prompt.Rank is not (1 or 2) || prompt.Shape[^1] == 0)
            throw new ShapeException($"CharTransformer.Generate: the prompt is {prompt.Shape}; it must be [L] or [N, L], with one token at least.");
        var modes = Modules().Select(static part => (Part: part, part.IsTraining)).ToArray();
        var text = (prompt.Rank == 1 ? prompt.Unsqueeze(0) : prompt).To(DType.Int64);
        try
        {
            this.Eval();
            using var unrecorded = Autodiff.NoGrad();
            for (int i = 0; i < count; i++)
            {
                var logits = Call(text[.., Math.Max(0, text.Shape[1] - ContextLength)..])[.., ^1];
                text = Tensor.Cat([text, Next(logits, temperature, topK, generator).Unsqueeze(1)], axis: 1);
            }
        }
        finally
        {
            foreach (var (part, training) in modes)
                part.IsTraining = training;
        }
        return prompt.Rank == 1 ? text.Squeeze(0) : text;
    }

    /// <summary>One token for each row of logits, [N].</summary>
    private Tensor Next(Tensor logits, double temperature, int? topK, Generator? generator)
    {
        if (temperature == 0)
            return logits.ArgMax(axis: -1);
        if (topK is not { } most || most >= Vocabulary)
            return new Categorical(logits: logits / temperature).Sample(generator: generator);
        var (values, indices) = logits.TopK(most);
        var drawn = new Categorical(logits: values / temperature).Sample(generator: generator);
        return indices.Gather(-1, drawn.Unsqueeze(1)).Squeeze(1);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{Vocabulary} tokens, contextLength: {ContextLength}{(Head is null ? ", tied: true" : "")}";
}
