using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Recurrent layers, attention and transformers against PyTorch's in float64.</summary>
public class SequenceGoldenTests
{
    private static readonly GoldenTable Table = new("sequences.json", new()
    {
        ["RNN"] = static (c, x) => Layer(
            c, x, new RNN(
                c.Int("input"), c.Int("hidden"), c.Int("layers"), c.Flag("relu") ? RNNFunction.Relu : RNNFunction.Tanh, c.Flag("bias"),
                c.Flag("batchFirst"), bidirectional: c.Flag("bidirectional"), dtype: DType.Float64)),
        ["LSTM"] = static (c, x) => Layer(
            c, x, new LSTM(
                c.Int("input"), c.Int("hidden"), c.Int("layers"), c.Flag("bias"), c.Flag("batchFirst"), bidirectional: c.Flag("bidirectional"),
                dtype: DType.Float64)),
        ["GRU"] = static (c, x) => Layer(
            c, x, new GRU(
                c.Int("input"), c.Int("hidden"), c.Int("layers"), c.Flag("bias"), c.Flag("batchFirst"), bidirectional: c.Flag("bidirectional"),
                dtype: DType.Float64)),
        ["RNNCell"] = static (c, x) => Cell(c, x, new RNNCell(3, 2, dtype: DType.Float64)),
        ["LSTMCell"] = static (c, x) => Cell(c, x, new LSTMCell(3, 2, dtype: DType.Float64)),
        ["GRUCell"] = static (c, x) => Cell(c, x, new GRUCell(3, 2, dtype: DType.Float64)),
        ["Attention"] = static (c, x) => Tensor.ScaledDotProductAttention(x[0], x[1], x[2], c.OptionalTensor("mask"), isCausal: c.Flag("causal")),
        ["MultiheadAttention"] = static (c, x) =>
        {
            bool self = c.Flag("self");
            var layer = new MultiheadAttention(
                x[0].Shape[^1], c.Int("heads"), bias: c.Flag("bias"), batchFirst: c.Flag("batchFirst"), dtype: DType.Float64);
            var memory = self ? x[0] : x[1];
            var weights = x[(self ? 1 : 2)..];
            string[] names = ["InProjWeight", "OutProj.Weight", "InProjBias", "OutProj.Bias"];
            var (output, attention) = layer.FunctionalCall(
                Named(names.Take(weights.Length), weights),
                () => layer.Forward(
                    x[0], memory, memory, c.OptionalTensor("padding"), attnMask: c.OptionalTensor("mask"), averageAttnWeights: c.Flag("average")));
            return c.Int("which") == 0 ? output : attention!;
        },
        ["TransformerEncoderLayer"] = static (c, x) =>
        {
            var layer = new TransformerEncoderLayer(
                4, 2, 6, 0, c.Flag("gelu") ? static h => h.Gelu() : null, batchFirst: c.Flag("batchFirst"), normFirst: c.Flag("normFirst"),
                dtype: DType.Float64);
            var mask = c.Flag("causal") ? Transformer.CausalMask(x[0].Shape[1]) : null;
            return layer.FunctionalCall(Named(Names(c), x[1..]), () => layer.Forward(x[0], mask));
        },
        ["TransformerDecoderLayer"] = static (c, x) =>
        {
            var layer = new TransformerDecoderLayer(
                4, 2, 6, 0, c.Flag("gelu") ? static h => h.Gelu() : null, batchFirst: c.Flag("batchFirst"), normFirst: c.Flag("normFirst"),
                dtype: DType.Float64);
            var mask = c.Flag("causal") ? Transformer.CausalMask(x[0].Shape[1]) : null;
            return layer.FunctionalCall(Named(Names(c), x[2..]), () => layer.Forward(x[0], x[1], mask));
        },
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    private static Dictionary<string, Tensor> Named(IEnumerable<string> names, Tensor[] tensors) => new(names.Zip(tensors, KeyValuePair.Create));

    /// <summary>PyTorch's names of parameters as ours: self_attn.in_proj_weight is SelfAttn.InProjWeight.</summary>
    private static IEnumerable<string> Names(GoldenCase c) => c.Args.GetProperty("names").EnumerateArray().Select(
        static name => string.Join('.', name.GetString()!.Split('.').Select(static part => string.Concat(
            part.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..])))));

    private static string[] CellNames(bool bias) => bias ? ["WeightIH", "WeightHH", "BiasIH", "BiasHH"] : ["WeightIH", "WeightHH"];

    private static Tensor Layer<TCell, TState>(GoldenCase c, Tensor[] x, Recurrent<TCell, TState> layer) where TCell : RecurrentCell<TState>
    {
        int states = typeof(TState) == typeof(Tensor) ? 1 : 2;
        var names = Enumerable.Range(0, layer.NumLayers).SelectMany(
            i => (layer.Bidirectional ? new[] { "Cells", "ReverseCells" } : ["Cells"]).SelectMany(
                which => CellNames(c.Flag("bias")).Select(name => $"{which}.{i}.{name}")));
        var state = (TState)(states == 1 ? x[1] : (object)(x[1], x[2]));
        var (output, after) = layer.FunctionalCall(
            Named(names, x[(1 + states)..]),
            () => c.Has("lengths") ? layer.Forward(x[0], state, c.Ints("lengths")) : layer.Forward(x[0], state));
        return Part(c, output, after);
    }

    private static Tensor Cell<TState>(GoldenCase c, Tensor[] x, RecurrentCell<TState> cell)
    {
        int states = typeof(TState) == typeof(Tensor) ? 1 : 2;
        var state = (TState)(states == 1 ? x[1] : (object)(x[1], x[2]));
        var after = cell.FunctionalCall(Named(CellNames(true), x[(1 + states)..]), () => cell.Forward(x[0], state));
        return Parts(after)[c.Int("which")];
    }

    private static Tensor Part<TState>(GoldenCase c, Tensor output, TState after) => new[] { output }.Concat(Parts(after)).ElementAt(c.Int("which"));

    private static Tensor[] Parts(object? state) => state is ValueTuple<Tensor, Tensor> both ? [both.Item1, both.Item2] : [(Tensor)state!];
}
