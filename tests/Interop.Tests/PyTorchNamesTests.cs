using System.Globalization;
using AutoGrad.Interop;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class PyTorchNamesTests : TemporaryFolder
{
    private static readonly Dictionary<string, Func<Module>> models = new()
    {
        ["sequential"] = static () => new Sequential(
            new Linear(3, 4), new BatchNorm1d(4), Activation.Relu(), new Sequential(new Linear(4, 2), new PRelu())),
        ["net"] = static () => new Net(),
        ["gru"] = static () => new GRU(3, 2, numLayers: 2),
        ["cell"] = static () => new LSTMCell(3, 2),
        ["attention"] = static () => new MultiheadAttention(4, 2, kDim: 3, vDim: 5),
        ["encoder"] = static () => new TransformerEncoder(static () => new TransformerEncoderLayer(4, 2, 6), 2, new LayerNorm([4])),
        ["transformer"] = static () => new Transformer(4, 2, 1, 1, 6),
        ["convolutions"] = static () => new Sequential(
            new Conv2d(1, 2, 3), new GroupNorm(1, 2), new InstanceNorm2d(2, affine: true, trackRunningStats: true)),
        ["embedding"] = static () => new Sequential(new Embedding(5, 3), new LayerNorm([3])),
    };

    public static TheoryData<string> Models => [.. Golden.Root.GetProperty("models").EnumerateObject().Select(static entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_saved_in_PyTorch_loads_by_name_and_is_saved_under_the_same(string name)
    {
        var golden = Golden.Root.GetProperty("models").GetProperty(name);
        var theirs = Safetensors.Load(Put("theirs.safetensors", Golden.File64(golden.GetProperty("file"))));
        var model = models[name]();
        model.Load(At("theirs.safetensors"));
        var names = PyTorchNames.Of(model);
        Assert.Equal(theirs.Keys.Order(), names.Values.Order());
        var state = model.StateDict();
        foreach (var (own, other) in names)
        {
            Assert.Equal(theirs[other].Shape, state[own].Shape);
            Assert.Equal(double.Parse(golden.GetProperty("sums").GetProperty(other).GetString()!, CultureInfo.InvariantCulture),
                state[own].To(DType.Float64).Sum().Item(), 1e-12);
        }

        model.Save(At("ours.safetensors"), StateNames.PyTorch);
        var ours = Safetensors.Load(At("ours.safetensors"));
        Assert.Equal(theirs.Keys.Order(), ours.Keys.Order());
        foreach (var (key, tensor) in theirs)
            Assert.True(tensor.EqualTo(ours[key]).All().Item<bool>());
        using var file = Safetensors.Open(At("ours.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Theory]
    [InlineData("hidden.weight")]
    [InlineData("Hidden.Weight")]
    [InlineData("HIDDEN.WEIGHT")]
    [InlineData("hid_den.weight")]
    [InlineData("module.hidden.weight")]
    [InlineData("_orig_mod.module.hidden.weight")]
    public void Names_are_found_however_they_are_written(string name) => Assert.Equal("Hidden.Weight", PyTorchNames.Match(new Net(), [name])[name]);

    [Fact]
    public void Exact_names_come_first_and_doubtful_ones_are_left_alone()
    {
        var match = PyTorchNames.Match(new Net(), ["hidden.weight", "Hidden.Weight", "HIDDEN.BIAS", "hidden_.bias", "other"]);
        Assert.Equal("hidden.weight", match["hidden.weight"]);
        Assert.Equal("Hidden.Weight", match["Hidden.Weight"]);
        Assert.Equal("HIDDEN.BIAS", match["HIDDEN.BIAS"]);
        Assert.Equal("other", match["other"]);
    }

    [Fact]
    public void Wrapped_and_renamed_files_load()
    {
        var net = new Linear(3, 2);
        Safetensors.Save(net.StateDict().ToDictionary(static e => "module." + e.Key.ToLowerInvariant(), static e => e.Value), At("a.safetensors"));
        var other = new Linear(3, 2);
        other.Load(At("a.safetensors"));
        Assert.Equal(net.Weight.ToArray<float>(), other.Weight.ToArray<float>());
        Safetensors.Save(net.StateDict().ToDictionary(static e => "backbone.fc." + e.Key, static e => e.Value), At("a.safetensors"));
        var third = new Linear(3, 2);
        Assert.Throws<StateDictException>(() => third.Load(At("a.safetensors")));
        third.Load(At("a.safetensors"), rename: static name => name.Replace("backbone.fc.", ""));
        Assert.Equal(net.Bias!.ToArray<float>(), third.Bias!.ToArray<float>());
        Assert.Throws<ArgumentException>(() => third.Load(At("a.safetensors"), rename: static _ => "same"));
    }

    private sealed class Net : Module<Tensor, Tensor>
    {
        public Linear Hidden { get; } = new(3, 4);

        public BatchNorm1d BatchNorm { get; } = new(4);

        public LSTM Lstm { get; } = new(4, 2, numLayers: 2, bidirectional: true);

        public Linear[] Blocks { get; } = [new(2, 2, bias: false), new(2, 2)];

        public MultiheadAttention Attention { get; } = new(4, 2);

        public override Tensor Forward(Tensor x) => x;
    }
}
