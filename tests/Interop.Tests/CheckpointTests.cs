using System.Text.Json.Nodes;
using AutoGrad.Interop;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class CheckpointTests : TemporaryFolder
{
    [Fact]
    public void All_parts_come_back_to_the_bit()
    {
        var generator = Generator.Seeded(long.MinValue);
        generator.NextBits();
        Sequential net = [new Linear(3, 2, generator: generator)];
        double[] numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.1, double.Epsilon, double.MaxValue, 7];
        var checkpoint = new Checkpoint()
            .Add("model", net)
            .Add("draws", generator)
            .Add("optimizer", new Dictionary<string, Tensor> { ["parameters.0.mean"] = Tensor.Of([1.5, -2]) },
                numbers.Index().ToDictionary(static n => $"number.{n.Index}", static n => n.Item), "Adam");
        checkpoint.Values["epoch"] = 12;
        checkpoint.Values["history"] = new JsonArray(0.5, 0.25);
        var weight = net.Parameters()[0].ToArray<float>();
        using (Autodiff.NoGrad())
            net.Parameters()[0].FillInPlace(0); // What is added is a copy.
        checkpoint.Save(At("run.checkpoint"));
        ulong next = generator.NextBits();

        var back = Checkpoint.Load(At("run.checkpoint"));
        Assert.Equal(["model", "draws", "optimizer"], back.Parts.Keys);
        back.Restore("model", net);
        Assert.Equal(weight, net.Parameters()[0].ToArray<float>());
        var other = Generator.Seeded(0);
        back.Restore("draws", other);
        Assert.Equal(next, other.NextBits());
        Assert.Equal("Adam", back["optimizer"].Kind);
        Assert.Equal([1.5, -2], back["optimizer"].Tensors["parameters.0.mean"].ToArray<double>());
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), back["optimizer"].Numbers().Values.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(12, (int)back.Values["epoch"]!);
        Assert.Equal(0.25, (double)back.Values["history"]![1]!);
        Assert.Equal("Adam (1 tensors, 8 values)", back["optimizer"].ToString());
        Assert.Contains("model.Layers.0.Weight", Safetensors.Load(At("run.checkpoint")).Keys);
        back.Save(At("again.checkpoint"));
        Assert.Equal(File.ReadAllBytes(At("run.checkpoint")), File.ReadAllBytes(At("again.checkpoint")));
    }

    [Fact]
    public void What_is_not_there_or_of_another_kind_is_named()
    {
        new Checkpoint().Add("model", new Linear(2, 2)).Save(At("a"));
        var back = Checkpoint.Load(At("a"));
        Assert.Contains("no part optimizer; the parts are model", Assert.Throws<CheckpointException>(() => back["optimizer"]).Message);
        Assert.Contains("the part model is Linear (2 tensors", Assert.Throws<CheckpointException>(() => back.Restore("model", Generator.Seeded(1))).Message);
        Assert.Throws<StateDictException>(() => back.Restore("model", new Linear(3, 2)));
        Assert.Throws<ArgumentException>(() => back.Add("model", new Linear(2, 2)));
        Assert.Throws<ArgumentException>(() => back.Add("a.b", new Linear(2, 2)));
        new Linear(2, 2).Save(At("b.safetensors"));
        Assert.Contains("without a checkpoint", Assert.Throws<CheckpointException>(() => Checkpoint.Load(At("b.safetensors"))).Message);
    }

    [Theory]
    [InlineData("", "not the JSON")]
    [InlineData("[]", "should be a JSON object")]
    [InlineData("{}", "version none")]
    [InlineData("{\"version\":2}", "version 2")]
    [InlineData("{\"version\":1,\"version\":1}", "not the JSON")]
    [InlineData("{\"version\":1,\"values\":{}}", "parts should be a JSON object and is missing")]
    [InlineData("{\"version\":1,\"values\":3,\"parts\":{}}", "values should be a JSON object and is Number")]
    [InlineData("{\"version\":1,\"values\":{},\"parts\":{\"a\":{}}}", "lacks its kind")]
    [InlineData("{\"version\":1,\"values\":{},\"parts\":{\"a.b\":{\"kind\":\"x\",\"values\":{}}}}", "a name that none can have")]
    [InlineData("{\"version\":1,\"values\":{},\"parts\":{\"b\":{\"kind\":\"x\",\"values\":{}}}}", "belongs to none of the parts b")]
    public void Metadata_that_lies_is_refused(string json, string problem)
    {
        Safetensors.Save(new Dictionary<string, Tensor> { ["a.x"] = Tensor.Of(1f) }, At("a"), new Dictionary<string, string> { ["checkpoint"] = json });
        Assert.Contains(problem, Assert.Throws<CheckpointException>(() => Checkpoint.Load(At("a"))).Message);
    }
}
