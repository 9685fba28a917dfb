using AutoGrad.Interop;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class ModuleFileTests : TemporaryFolder
{
    [Theory]
    [InlineData("net.safetensors")]
    [InlineData("net.npz")]
    public void A_model_comes_back_to_the_bit(string name)
    {
        var (net, other) = (Net(1), Net(2));
        net.Forward(Tensor.Randn([8, 3], Generator.Seeded(3)));
        net.Save(At(name));
        other.Load(At(name));
        Assert.Equal(Text(net.StateDict()), Text(other.StateDict()));
        Assert.All(other.Parameters(), static parameter => Assert.True(parameter.RequiresGrad && parameter.IsLeaf));
    }

    [Fact]
    public void Dtypes_are_converted_on_the_way()
    {
        var net = Net(1);
        net.Save(At("half.safetensors"), floats: StoredDType.BFloat16);
        Assert.True(new FileInfo(At("half.safetensors")).Length < 1200);
        var other = Net(2).To(DType.Float64);
        other.Load(At("half.safetensors"));
        Assert.Equal(DType.Float64, other.Parameters()[0].DType);
        Assert.True((other.Parameters()[0] - net.Parameters()[0]).Abs().Max().Item() < 4e-3);
    }

    [Fact]
    public void What_does_not_fit_changes_nothing()
    {
        var net = Net(1);
        string before = Text(net.StateDict());
        new Sequential(new Linear(3, 5)).Save(At("other.safetensors"));
        var problem = Assert.Throws<StateDictException>(() => net.Load(At("other.safetensors")));
        Assert.Equal(["Layers.0.Weight", "Layers.0.Bias"], problem.Misshaped);
        Assert.Throws<StateDictException>(() => net.Load(At("other.safetensors"), strict: false));
        new Sequential(new Linear(3, 4), Activation.Relu(), new Linear(1, 1)).Save(At("part.safetensors"));
        Assert.Throws<StateDictException>(() => net.Load(At("part.safetensors")));
        Assert.Equal(before, Text(net.StateDict()));
        var (missing, unexpected) = net.Load(At("part.safetensors"), strict: false);
        Assert.Equal(["Layers.2.Weight", "Layers.2.Bias"], unexpected);
        Assert.Equal(["Layers.1.Weight", "Layers.1.Bias", "Layers.1.RunningMean", "Layers.1.RunningVar", "Layers.1.NumBatchesTracked"], missing.Order().Order(
            Comparer<string>.Create(static (a, b) => Rank(a) - Rank(b))));

        static int Rank(string name) => Array.IndexOf(["Weight", "Bias", "RunningMean", "RunningVar", "NumBatchesTracked"], name.Split('.')[^1]);
    }

    [Fact]
    public void A_damaged_file_changes_nothing()
    {
        var net = Net(1);
        net.Save(At("net.npz"));
        var bytes = File.ReadAllBytes(At("net.npz"));
        bytes[^400]++;
        for (int i = 0; i < 20; i++)
            bytes[300 + i] ^= 0x55;
        File.WriteAllBytes(At("net.npz"), bytes);
        var other = Net(2);
        string before = Text(other.StateDict());
        Assert.ThrowsAny<TensorFileException>(() => other.Load(At("net.npz")));
        Assert.Equal(before, Text(other.StateDict()));
        Assert.Throws<FileNotFoundException>(() => other.Load(At("absent.safetensors")));
    }

    [Fact]
    public void Names_that_promise_another_kind_of_file_are_refused()
    {
        foreach (string name in new[] { "net.pt", "net.pth", "net.pkl", "net.npy" })
            Assert.Contains(".safetensors", Assert.Throws<ArgumentException>(() => Net(1).Save(At(name))).Message);
        Assert.Throws<ArgumentException>(() => Net(1).Save(At("net.npz"), metadata: new Dictionary<string, string>()));
        Net(1).Save(At("net.npz"), StateNames.PyTorch);
        Assert.Contains("1.running_var", Npz.Load(At("net.npz")).Keys);
        Net(2).Load(At("net.npz"));
    }

    [Fact]
    public async Task In_the_background_what_was_there_at_the_call_is_written()
    {
        var net = Net(1);
        string before = Text(net.StateDict());
        var saving = net.SaveAsync(At("net.safetensors"));
        using (Autodiff.NoGrad())
            foreach (var parameter in net.Parameters())
                parameter.FillInPlace(0);
        await saving;
        net.Load(At("net.safetensors"));
        Assert.Equal(before, Text(net.StateDict()));
    }

    private static Sequential Net(long seed) => [new Linear(3, 4, generator: Generator.Seeded(seed)), new BatchNorm1d(4)];

    private static string Text(OrderedDictionary<string, Tensor> state) => string.Join('\n', state.Select(static entry =>
        $"{entry.Key} {entry.Value.DType} {string.Join(' ', entry.Value.To(DType.Float64).ToArray<double>().Select(BitConverter.DoubleToInt64Bits))}"));
}
