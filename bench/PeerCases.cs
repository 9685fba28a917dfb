using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Bench;

/// <summary>The cases of the peer comparison: the same models, sizes and steps as in bench/peers/torch_bench.py.</summary>
internal static class PeerCases
{
    private static readonly Dictionary<string, Func<Action>> cases = new()
    {
        ["gemm-256"] = () => Gemm(256, 256, 256),
        ["gemm-64x784x128"] = () => Gemm(64, 784, 128),
        ["tape-add-1"] = () => TapeAdd(1),
        ["tape-add-16"] = () => TapeAdd(16),
        ["step-tiny-sgd"] = () => Regressor([2, 16, 16, 1], 1, Sgd),
        ["step-house-sgd"] = () => Regressor([13, 32, 16, 8, 4, 1], 16, Sgd),
        ["step-mlp-sgd"] = () => Classifier([784, 128, 64, 32, 16, 10], 64, Sgd),
        ["step-mlp-adam"] = () => Classifier([784, 128, 64, 32, 16, 10], 64, Adam),
        ["step-mlpbn-sgd"] = () => Classifier([784, 512, 512, 10], 256, Sgd, batchNorm: true),
        ["step-mlpbn-adam"] = () => Classifier([784, 512, 512, 10], 256, Adam, batchNorm: true),
    };

    /// <summary>Times the cases whose names match and writes one JSON line each.</summary>
    public static int Run(string pattern, int threads, double seconds)
    {
        Threads.Count = threads;
        foreach (var (name, build) in cases)
        {
            if (!Regex.IsMatch(name, pattern))
                continue;
            var run = build();
            var warm = Stopwatch.StartNew();
            while (warm.Elapsed.TotalSeconds < seconds / 2)
                run();
            var times = new List<double>();
            var total = Stopwatch.StartNew();
            while (total.Elapsed.TotalSeconds < seconds)
            {
                long start = Stopwatch.GetTimestamp();
                run();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $$"""{"case": "{{name}}", "threads": {{threads}}, "best_us": {{times[0]:F2}}, "med_us": {{times[times.Count / 2]:F2}}}"""));
        }
        return 0;
    }

    private static Action Gemm(int m, int k, int n)
    {
        Tensor a = Tensor.Randn([m, k]), b = Tensor.Randn([k, n]);
        return () =>
        {
            using var scope = new TensorScope();
            a.MatMul(b);
        };
    }

    private static Action TapeAdd(int size)
    {
        Tensor x = Tensor.Ones([size]).WithGrad(), seed = Tensor.Ones([size]);
        return () =>
        {
            x.Grad = null;
            var y = x;
            for (int i = 0; i < 1000; i++)
                y += x;
            y.Backward(seed);
        };
    }

    private static Optimizer Sgd(IEnumerable<Tensor> parameters) => new SGD(parameters, 0.1);

    private static Optimizer Adam(IEnumerable<Tensor> parameters) => new Adam(parameters);

    private static Action Classifier(int[] sizes, int batch, Func<IEnumerable<Tensor>, Optimizer> make, bool batchNorm = false)
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([batch, sizes[0]], generator), labels = Tensor.RandInt(0, sizes[^1], [batch], generator);
        var model = Mlp(sizes, generator, batchNorm);
        return Step(make(model.Parameters()), () => Loss.CrossEntropy(model.Forward(x), labels));
    }

    private static Action Regressor(int[] sizes, int batch, Func<IEnumerable<Tensor>, Optimizer> make)
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([batch, sizes[0]], generator), y = Tensor.Randn([batch, sizes[^1]], generator);
        var model = Mlp(sizes, generator, false);
        return Step(make(model.Parameters()), () => Loss.Mse(model.Forward(x), y));
    }

    private static Action Step(Optimizer optimizer, Func<Tensor> loss) => () =>
    {
        using var scope = new TensorScope();
        optimizer.ZeroGrad();
        loss().Backward();
        optimizer.Step();
    };

    private static Sequential Mlp(int[] sizes, Generator generator, bool batchNorm)
    {
        List<Module<Tensor, Tensor>> layers = [];
        for (int i = 0; i < sizes.Length - 1; i++)
        {
            layers.Add(new Linear(sizes[i], sizes[i + 1], generator: generator));
            if (i == sizes.Length - 2)
                break;
            if (batchNorm)
                layers.Add(new BatchNorm1d(sizes[i + 1]));
            layers.Add(Activation.Relu());
        }
        return new([.. layers]);
    }
}
