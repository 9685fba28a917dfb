using System.Text.Json;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>A hundred steps of each optimizer against PyTorch's in float64.</summary>
public class OptimizerGoldenTests
{
    private static readonly JsonElement File = Read();

    public static TheoryData<int, string> Runs()
    {
        var rows = new TheoryData<int, string>();
        int i = 0;
        foreach (var run in File.GetProperty("runs").EnumerateArray())
            rows.Add(i++, $"{run.GetProperty("optimizer")} {run.GetProperty("options")}");
        return rows;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void TrajectoriesAreThoseOfPyTorch(int row, string name)
    {
        var run = File.GetProperty("runs")[row];
        Tensor a = Tensor("A"), b = Tensor("b"), c = Tensor("c"), p = Tensor("p").WithGrad(), q = Tensor("q").WithGrad();
        var optimizer = Make(run, p, q);
        int[] kept = GoldenCase.Ints(File.GetProperty("steps"));
        int at = 0;
        for (int step = 1; step <= 100; step++)
        {
            optimizer.Step(() =>
            {
                optimizer.ZeroGrad();
                var loss = (a.MatMul(p) - b).Square().Sum();
                if (step % 3 != 0)
                    loss += (q.Tanh() * c).Sum() + q.Square().Sum();
                loss.Backward();
                return loss;
            });
            if (!kept.Contains(step))
                continue;
            var expected = run.GetProperty("kept")[at++];
            Close($"{name}, step {step}, p", GoldenCase.Tensor(expected[0]), p);
            Close($"{name}, step {step}, q", GoldenCase.Tensor(expected[1]), q);
        }
        Assert.Equal(kept.Length, at);
    }

    private static Optimizer Make(JsonElement run, Tensor p, Tensor q)
    {
        var options = run.GetProperty("options");
        double Number(string key, double otherwise) => options.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Flag(string key) => options.TryGetProperty(key, out var value) && value.GetBoolean();
        double Beta(int index, double otherwise) => options.TryGetProperty("betas", out var value) ? value[index].GetDouble() : otherwise;

        switch (run.GetProperty("optimizer").GetString())
        {
            case "Adam":
                return new Adam(
                    [p, q], Number("lr", 1e-3), Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), Number("weight_decay", 0), Flag("amsgrad"));
            case "AdamW":
                return new AdamW(
                    [p, q], Number("lr", 1e-3), Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), Number("weight_decay", 1e-2), Flag("amsgrad"));
            default:
                bool groups = run.GetProperty("groups").GetBoolean();
                var sgd = new SGD(
                    groups ? [p] : [p, q], Number("lr", double.NaN), Number("momentum", 0), Number("dampening", 0), Flag("nesterov"),
                    Number("weight_decay", 0));
                if (groups)
                    sgd.AddGroup([q], learningRate: 0.2, change: static group => group.Momentum = 0);
                return sgd;
        }
    }

    private static void Close(string what, Tensor expected, Tensor actual)
    {
        double[] e = expected.ToArray<double>(), a = actual.ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            if (!(Math.Abs(e[i] - a[i]) <= 1e-10 * Math.Max(1, Math.Abs(e[i]))))
                Assert.Fail($"{what}[{i}]: expected {e[i]:R}, got {a[i]:R}.");
    }

    private static Tensor Tensor(string name) => GoldenCase.Tensor(File.GetProperty(name));

    private static JsonElement Read()
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optim.json")));
        return json.RootElement.Clone();
    }
}
