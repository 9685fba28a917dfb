using System.Text.Json;
using System.Text.RegularExpressions;
using AutoGrad.Nn;
using AutoGrad.Nn.Models;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>Whole models against PyTorch's in float64: logits, loss, all gradients, and what three steps of two optimizers make of them. models.py tells
/// the form.</summary>
public partial class ModelGoldenTests
{
    private static readonly Tensor Images = Wave([4, 1, 28, 28], 0.5), Small = Wave([4, 3, 12, 12], 0.5);

    private static readonly Tensor Tokens = (Tensor.Arange(18) * 7 % 11).Reshape(3, 6), Following = Tensor.Arange(18) * 5 % 11;

    private static readonly Tensor Labels = Tensor.Of([3L, 0L, 9L, 5L]);

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, Tensor Input, Tensor Labels)> Models = new()
    {
        ["LeNet5"] = (static () => new LeNet5(dtype: DType.Float64), Images, Labels),
        ["LeNet5 with ReLU and maxima"] =
            (static () => new LeNet5(activation: static x => x.Relu(), maxPool: true, dtype: DType.Float64), Images, Labels),
        ["ResNet20"] = (static () => new ResNet20(width: 4, dtype: DType.Float64), Small, Labels),
        ["ResNet20 with projections"] =
            (static () => new ResNet20(width: 4, shortcut: ShortcutKind.Projection, dtype: DType.Float64), Small, Labels),
        ["LSTM"] = (static () => new Sequence(), Wave([7, 3, 5], 0.5), Tensor.Of([1L, 3L, 0L])),
        ["CharTransformer"] = (static () => new CharTransformer(11, 6, 8, 2, 2, dtype: DType.Float64), Tokens, Following),
        ["CharTransformer, tied"] = (static () => new CharTransformer(11, 6, 8, 2, 2, tied: true, dtype: DType.Float64), Tokens, Following),
    };

    private static readonly JsonElement[] Records = Read();

    public static TheoryData<string> Names => [.. Models.Keys];

    [Fact]
    public void EveryModelIsRead() => Assert.Equal(
        Models.Keys.Order(), Records.Select(static record => record.GetProperty("model").GetString()!).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfPyTorch(string name)
    {
        var (record, model) = Made(name);
        var (logits, loss) = Run(name, model);
        loss.Backward();
        Same("logits", record.GetProperty("logits"), logits);
        Assert.Equal(record.GetProperty("loss").GetDouble(), loss.Item(), 1e-11);
        var parameters = model.NamedParameters().ToDictionary();
        var names = Ours(record);
        Assert.Equal(parameters.Keys.Order(), names.Order());
        for (int i = 0; i < names.Length; i++)
            Same($"gradient of {names[i]}", record.GetProperty("gradients")[i], parameters[names[i]].Grad!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StepsOfOptimizersAreThoseOfPyTorch(string name)
    {
        for (int run = 0; run < 2; run++)
        {
            var (record, model) = Made(name);
            var expected = record.GetProperty("runs")[run];
            Optimizer optimizer = expected.GetProperty("optimizer").GetString() == "SGD"
                ? new SGD(model.Parameters(), 0.05, momentum: 0.9)
                : new Adam(model.Parameters(), 0.01, epsilon: 1e-3);
            for (int step = 0; step < 3; step++)
            {
                using var scope = new TensorScope();
                optimizer.ZeroGrad();
                var loss = Run(name, model).Loss;
                loss.Backward();
                optimizer.Step();
                Assert.Equal(expected.GetProperty("losses")[step].GetDouble(), loss.Item(), 1e-10);
            }
            var names = Ours(record);
            var state = model.StateDict();
            for (int i = 0; i < names.Length; i++)
                Same($"{names[i]} after steps", expected.GetProperty("parameters")[i], state[names[i]]);
            var buffers = expected.GetProperty("buffers").EnumerateObject().ToArray();
            Assert.Equal(model.Buffers().Count, buffers.Length);
            foreach (var buffer in buffers)
                Same($"{buffer.Name} after steps", buffer.Value, state[Ours(buffer.Name)]);
            Same("logits in use", expected.GetProperty("logits"), model.Eval().Forward(Models[name].Input));
        }
    }

    private static (JsonElement Record, Module<Tensor, Tensor> Model) Made(string name)
    {
        var record = Records.Single(record => record.GetProperty("model").GetString() == name);
        var model = Models[name].Make();
        var state = model.StateDict();
        foreach (var (k, key) in Ours(record).Index())
        {
            var shape = state[key].Shape;
            var wave = Wave(shape, k, shape.Rank > 1 ? 1.5 / Math.Sqrt(shape.ElementCount / shape[0]) : 0.1);
            state[key] = shape.Rank == 1 && key.EndsWith("Weight") ? 1 + wave : wave;
        }
        model.LoadStateDict(state);
        return (record, model);
    }

    private static (Tensor Logits, Tensor Loss) Run(string name, Module<Tensor, Tensor> model)
    {
        var logits = model.Forward(Models[name].Input);
        return (logits, Loss.CrossEntropy(logits.Flatten(0, -2), Models[name].Labels));
    }

    private static Tensor Wave(Shape shape, double k, double scale = 1) =>
        ((Numbers(shape) * 1.3 + k).Sin() * scale).Reshape(shape);

    private static Tensor Numbers(Shape shape) => (Tensor.Arange(shape.ElementCount) + 1).To(DType.Float64);

    /// <summary>Compares the norm of a tensor, and its sums with two waves, relative to the norm.</summary>
    private static void Same(string what, JsonElement expected, Tensor actual)
    {
        var t = actual.Detach().To(DType.Float64).Flatten();
        var numbers = Numbers(t.Shape);
        double[] figures = [t.Norm().Item(), (t * (numbers * 0.7).Sin()).Sum().Item(), (t * (numbers * 1.1).Cos()).Sum().Item()];
        double norm = expected[0].GetDouble();
        for (int i = 0; i < 3; i++)
            Assert.True(
                Math.Abs(expected[i].GetDouble() - figures[i]) <= 1e-10 * Math.Max(norm, 1e-3),
                FormattableString.Invariant($"{what}, figure {i}: expected {expected[i].GetDouble():R}, got {figures[i]:R}."));
    }

    private static string[] Ours(JsonElement record) => [.. record.GetProperty("names").EnumerateArray().Select(static name => Ours(name.GetString()!))];

    /// <summary>PyTorch's name of a parameter or buffer as ours: self_attn.in_proj_weight is SelfAttn.InProjWeight.</summary>
    private static string Ours(string name)
    {
        name = Recurrent().Replace(name, static m => $"{(m.Groups[3].Success ? "ReverseCells" : "Cells")}.{m.Groups[2]}.{m.Groups[1].Value[..^2]}" +
            m.Groups[1].Value[^2..].ToUpperInvariant());
        name = name.Replace("shortcut.", "shortcut.layers.");
        return string.Join('.', name.Split('.').Select(
            static part => string.Concat(part.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]))));
    }

    [GeneratedRegex("((?:weight|bias)_(?:ih|hh))_l([0-9])(_reverse)?")]
    private static partial Regex Recurrent();

    private static JsonElement[] Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "models.json")));
        return [.. json.RootElement.EnumerateArray().Select(static record => record.Clone())];
    }

    /// <summary>A classifier of sequences by the last output of an LSTM.</summary>
    private sealed class Sequence : Module<Tensor, Tensor>
    {
        public LSTM Lstm { get; } = new(5, 8, numLayers: 2, bidirectional: true, dtype: DType.Float64);
        public Linear Linear { get; } = new(16, 4, dtype: DType.Float64);

        public override Tensor Forward(Tensor x) => Linear.Forward(Lstm.Forward(x).Output[^1]);
    }
}
