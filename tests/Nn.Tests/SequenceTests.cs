using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>How recurrent layers and attention behave beside their numbers.</summary>
public class SequenceTests
{
    private static Tensor Draw(params int[] shape) => Tensor.Randn(new Shape(shape), Generator.Seeded(5));

    [Fact]
    public void A_state_of_zeros_is_the_default_and_steps_can_be_taken_one_by_one()
    {
        var lstm = new LSTM(3, 4);
        var x = Draw(5, 2, 3);
        var (output, (h, c)) = lstm.Forward(x);
        Assert.Equal([5, 2, 4], output.Shape);
        Assert.Equal([1, 2, 4], h.Shape);
        Assert.Equal(output[^1].ToArray<float>(), h[0].ToArray<float>());
        var state = lstm.Cells[0].Forward(x[0]);
        for (int t = 1; t < 5; t++)
            state = lstm.Cells[0].Forward(x[t], state);
        Assert.Equal(h.ToArray<float>(), state.H.ToArray<float>());
        Assert.Equal(c.ToArray<float>(), state.C.ToArray<float>());
    }

    [Fact]
    public void What_lies_behind_a_sequences_end_is_not_read()
    {
        var gru = new GRU(3, 4, numLayers: 2, bidirectional: true, dtype: DType.Float64);
        var x = Tensor.Randn([6, 3, 3], Generator.Seeded(1), DType.Float64);
        var (output, state) = gru.Forward(x, [2, 6, 4]); // In any order.
        var (alone, itsState) = gru.Forward(x[..2, ..1]);
        Near.Assert(alone, output[..2, ..1]);
        Near.Assert(itsState, state[.., ..1]);
        Assert.All(output[2.., 0].Clone().ToArray<double>(), static value => Assert.Equal(0, value));
        x.Detach()[2.., 0].FillInPlace(double.NaN);
        Near.Assert(output, gru.Forward(x, [2, 6, 4]).Output);
    }

    [Fact]
    public void Dropout_lies_between_layers_and_only_in_training()
    {
        var rnn = new RNN(3, 8, numLayers: 2, dropout: 0.5, generator: Generator.Seeded(3));
        var x = Draw(4, 2, 3);
        Assert.NotEqual(rnn.Forward(x).Output.ToArray<float>(), rnn.Forward(x).Output.ToArray<float>());
        rnn.Eval();
        Assert.Equal(rnn.Forward(x).Output.ToArray<float>(), rnn.Forward(x).Output.ToArray<float>());
        Assert.Null(new RNN(3, 8, dropout: 0.5).Dropout);
    }

    [Fact]
    public void Models_print_themselves()
    {
        Assert.StartsWith("LSTM(3 → 4, numLayers: 2, batchFirst: true, bidirectional: true", new LSTM(3, 4, 2, batchFirst: true, bidirectional: true).ToString());
        Assert.Equal("GRUCell(3 → 4, bias: false)", new GRUCell(3, 4, bias: false).ToString());
        Assert.StartsWith("MultiheadAttention(8, heads: 2, batchFirst: true", new MultiheadAttention(8, 2, batchFirst: true).ToString());
    }

    [Fact]
    public void Errors_say_what_is_wrong()
    {
        var lstm = new LSTM(3, 4, batchFirst: true);
        Throws<ShapeException>(() => lstm.Forward(Draw(2, 5, 7)), "[2, 5, 7]", "[N, T, 3]");
        Throws<ShapeException>(() => lstm.Forward(Draw(2, 0, 3)), "at least one step");
        Throws<ShapeException>(() => lstm.Forward(Draw(2, 5, 3), (Draw(1, 2, 4), Draw(2, 4))), "c is [2, 4]", "[1, 2, 4]");
        Throws<DTypeException>(() => lstm.Forward(Draw(2, 5, 3).To(DType.Float64)), "Float64", "Float32");
        Throws<DTypeException>(() => lstm.Forward(Draw(2, 5, 3), (Draw(1, 2, 4), Draw(1, 2, 4).To(DType.Float64))), "c is Float64");
        Throws<ArgumentException>(() => lstm.Forward(Draw(2, 5, 3), [5]), "1 lengths", "2 sequences");
        Throws<ArgumentException>(() => lstm.Forward(Draw(2, 5, 3), [5, 6]), "length 1 is 6", "1…5");
        Throws<ArgumentException>(() => lstm.Forward(Draw(5, 3), [5]), "without a batch");
        Throws<ShapeException>(() => new GRUCell(3, 4).Forward(Draw(2, 3), Draw(3, 4)), "h is [3, 4]", "[2, 4]");
        Throws<ArgumentOutOfRangeException>(() => new GRU(3, 4, dropout: 2), "dropout");
        Throws<ArgumentOutOfRangeException>(() => new GRU(3, 0), "hiddenSize");
        Throws<ArgumentException>(() => new MultiheadAttention(10, 3), "3 heads do not divide 10");
        var attention = new MultiheadAttention(8, 2);
        Throws<ShapeException>(() => attention.Forward(Draw(3, 2, 8), Draw(5, 1, 8), Draw(5, 2, 8)), "[5, 1, 8]", "same batch");
        Throws<ShapeException>(() => attention.Forward(Draw(3, 2, 8), Draw(5, 2, 8), Draw(5, 2, 8), attnMask: Draw(5, 3)), "[5, 3]", "[3, 5]");
        Throws<DTypeException>(
            () => attention.Forward(Draw(3, 2, 8), Draw(5, 2, 8), Draw(5, 2, 8), keyPaddingMask: Tensor.Zeros([2, 5], DType.Int64)), "Int64", "Bool");
        Tensor query = Draw(3, 4), key = Draw(5, 6), value = Draw(5, 2), short_ = Draw(4, 2);
        Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(query, key, value), "query is [3, 4]", "key is [5, 6]");
        Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(query, Draw(5, 4), short_), "short_ is [4, 2]", "5 keys");
        Throws<ShapeException>(() => new PositionalEncoding(4, maxLength: 2).Forward(Draw(3, 1, 4)), "[3, 1, 4]", "at most 2");
    }

    [Fact]
    public void Keys_and_values_may_have_features_of_their_own()
    {
        var attention = new MultiheadAttention(8, 2, kDim: 5, vDim: 6, dtype: DType.Float64);
        Tensor q = Draw(3, 2, 8).To(DType.Float64), k = Draw(4, 2, 5).To(DType.Float64), v = Draw(4, 2, 6).To(DType.Float64);
        var (output, weights) = attention.Forward(q, k, v);
        Assert.Equal([3, 2, 8], output.Shape);
        Near.Assert(Tensor.Ones([2, 3], DType.Float64), weights!.Sum(axis: -1));
        Assert.Null(attention.Forward(q, k, v, needWeights: false).Weights);
    }

    [Fact]
    public void A_causal_layer_does_not_see_what_comes()
    {
        var layer = new TransformerEncoderLayer(8, 2, 16, batchFirst: true, normFirst: true).Eval();
        Tensor x = Draw(1, 5, 8), other = x.Clone();
        other[0, 4].FillInPlace(3);
        Tensor seen = layer.Forward(x, null, isCausal: true), then = layer.Forward(other, null, isCausal: true);
        Assert.Equal(seen[0, ..4].ToArray<float>(), then[0, ..4].ToArray<float>());
        Assert.NotEqual(seen[0, 4].ToArray<float>(), then[0, 4].ToArray<float>());
        Near.Assert(seen, layer.Forward(x, Transformer.CausalMask(5)), 1e-6);
    }

    [Fact]
    public void Positions_are_encoded_by_waves()
    {
        var encoding = new PositionalEncoding(5, maxLength: 7, dropout: 0, dtype: DType.Float64);
        var waves = encoding.Forward(Tensor.Zeros([7, 5], DType.Float64)).ToArray<double>();
        for (int p = 0; p < 7; p++)
            for (int i = 0; i < 5; i++)
            {
                double angle = p / Math.Pow(10000, i / 2 * 2 / 5.0);
                Assert.Equal(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle), waves[p * 5 + i], 12);
            }
        Assert.Equal(3.0, encoding.Forward(Tensor.Full([7, 2, 5], 3.0, DType.Float64))[0, 1, 0].Item<double>());
    }

    [Fact]
    public void A_transformer_attends_to_its_source()
    {
        var transformer = new Transformer(8, 2, 1, 1, 16, dropout: 0, batchFirst: true, generator: Generator.Seeded(1));
        Tensor source = Draw(2, 4, 8).WithGrad(), target = Draw(2, 3, 8);
        var y = transformer.Forward(source, target, targetMask: Transformer.CausalMask(3));
        Assert.Equal([2, 3, 8], y.Shape);
        y.Square().Sum().Backward();
        Assert.True(source.Grad!.Abs().Sum().Item() > 0);
    }

    private static void Throws<TException>(Func<object?> action, params string[] parts) where TException : Exception
    {
        var problem = Assert.ThrowsAny<TException>(() => action());
        foreach (string part in parts)
            Assert.Contains(part, problem.Message, StringComparison.Ordinal);
    }
}
