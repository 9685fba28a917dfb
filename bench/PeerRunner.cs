using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.RegularExpressions;
using AutoGrad.Bench.Cases;

namespace AutoGrad.Bench;

/// <summary>Measures the cases and writes one JSON line each, as bench/peers/torch_bench.py does.</summary>
internal static class PeerRunner
{
    private const int MemorySteps = 2000;

    /// <summary>When the compiler finishes nothing for so long, it rests.</summary>
    private const double QuietSeconds = 0.4;

    private const double LongestWarmUp = 5;

    /// <summary>Repeats each case whose name matches, and writes the best and the median time.</summary>
    public static int Time(string pattern, int threads, double seconds)
    {
        Threads.Count = threads;
        var chosen = PeerCases.All.Where(entry => Regex.IsMatch(entry.Name, pattern)).ToList();
        foreach (var (name, make) in chosen)
        {
            var run = make();
            WarmUp(run, Math.Max(0.6, seconds / 2));
            List<double> times = [];
            Repeat(run, seconds, times);
            times.Sort();
            Write(name, threads, "us", times[0], times[times.Count / 2]);
        }
        if (chosen.Count == 0)
            Console.Error.WriteLine($"No case matches {pattern}. There are: {string.Join(", ", PeerCases.All.Select(static entry => entry.Name))}");
        return 0;
    }

    /// <summary>Runs the largest training step 2000 times, and writes the most memory that the process ever had resident.</summary>
    public static int Memory(int threads)
    {
        Threads.Count = threads;
        var step = StepCases.LargestStep();
        for (int i = 0; i < MemorySteps; i++)
            step();
        double peak = File.ReadLines("/proc/self/status")
            .Where(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(static line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture))
            .First();
        Write("memory-mlpbn-sgd", threads, "kb", peak, peak);
        return 0;
    }

    /// <summary>
    /// Repeats until the pool is filled and the compiler, which replaces methods in the background, has come to rest; on a busy machine it takes
    /// seconds over the first case of a process.
    /// </summary>
    private static void WarmUp(Action run, double seconds)
    {
        Repeat(run, seconds, null);
        var total = Stopwatch.StartNew();
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Repeat(run, QuietSeconds, null);
        }
        while (JitInfo.GetCompiledMethodCount() != compiled && total.Elapsed.TotalSeconds < LongestWarmUp);
    }

    private static void Repeat(Action run, double seconds, List<double>? times)
    {
        var total = Stopwatch.StartNew();
        do
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times?.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        while (total.Elapsed.TotalSeconds < seconds);
    }

    private static void Write(string name, int threads, string unit, double best, double median) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"case": "{{name}}", "threads": {{threads}}, "best_{{unit}}": {{best:F2}}, "med_{{unit}}": {{median:F2}}}"""));
}
