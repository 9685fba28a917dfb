using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

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
    };

    /// <summary>Times the cases whose names match and writes one JSON line each.</summary>
    public static int Run(string pattern, int threads, double seconds)
    {
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
        return () => a.MatMul(b);
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
}
