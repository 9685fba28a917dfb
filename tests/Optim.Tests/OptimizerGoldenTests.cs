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
                var loss = optimizer is LBFGS ? Smooth() : (a.MatMul(p) - b).Square().Sum();
                if (step % 3 != 0 && optimizer is not LBFGS)
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

        Tensor Smooth() => 0.1 * (a.MatMul(p) - b).Square().Sum() + (q - c).Cosh().Sum() + p.Pow(4).Sum();
    }

    private static Optimizer Make(JsonElement run, Tensor p, Tensor q)
    {
        var options = run.GetProperty("options");
        string kind = run.GetProperty("optimizer").GetString()!;
        bool groups = run.GetProperty("groups").GetBoolean();
        double Number(string key, double otherwise) => options.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Flag(string key) => options.TryGetProperty(key, out var value) && value.GetBoolean();
        string Text(string key, string otherwise) => options.TryGetProperty(key, out var value) ? value.GetString()! : otherwise;
        double Beta(int index, double otherwise) => options.TryGetProperty("betas", out var value) ? value[index].GetDouble() : otherwise;

        Tensor[] all = groups ? [p] : [p, q];
        double Rate(double otherwise) => Number("lr", otherwise);
        double decay = Number("weight_decay", kind == "AdamW" ? 1e-2 : 0), b1 = Beta(0, 0.9), b2 = Beta(1, 0.999);
        double Epsilon(double otherwise) => Number("eps", otherwise);
        bool maximize = Flag("maximize");
        Optimizer made = kind switch
        {
            "Adam" => new Adam(all, Rate(1e-3), b1, b2, Epsilon(1e-8), decay, Flag("amsgrad"), maximize, Flag("epsilon_hat")),
            "AdamW" => new AdamW(all, Rate(1e-3), b1, b2, Epsilon(1e-8), decay, Flag("amsgrad"), maximize),
            "AdaGrad" => new AdaGrad(
                all, Rate(1e-2), Number("lr_decay", 0), Number("initial_accumulator_value", 0), Epsilon(1e-10), decay, maximize),
            "AdaDelta" => new AdaDelta(all, Rate(1), Number("rho", 0.9), Epsilon(1e-6), decay, maximize),
            "RMSProp" => new RMSProp(
                all, Rate(1e-2), Number("alpha", 0.99), Epsilon(1e-8), decay, Number("momentum", 0), Flag("centered"), Flag("epsilon_inside"), maximize),
            "Adamax" => new Adamax(all, Rate(2e-3), b1, b2, Epsilon(1e-8), decay, maximize),
            "NAdam" => new NAdam(all, Rate(2e-3), b1, b2, Epsilon(1e-8), decay, Number("momentum_decay", 4e-3), maximize),
            "RAdam" => new RAdam(all, Rate(1e-3), b1, b2, Epsilon(1e-8), decay, maximize),
            "Lion" => new Lion(all, Rate(1e-4), weightDecay: decay, maximize: maximize),
            "LBFGS" => new LBFGS(
                all, Rate(1), (int)Number("max_iter", 20), gradientTolerance: 1e-5, historySize: (int)Number("history_size", 100),
                lineSearch: Text("line_search_fn", "") == "" ? LineSearch.None : LineSearch.StrongWolfe),
            "SGD" => new SGD(
                all, Rate(double.NaN), Number("momentum", 0), Number("dampening", 0), Flag("nesterov"), decay, maximize,
                Enum.Parse<MomentumForm>(Text("form", "Direction"))),
            _ => throw new ArgumentException($"There is no {kind}."),
        };
        if (groups)
            ((SGD)made).AddGroup([q], learningRate: 0.2, change: static group => group.Momentum = 0);
        made.Groups[0].L1 = Number("l1", 0);
        made.Groups[0].DecoupledDecay |= Flag("decoupled");
        return made;
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
