using System.CommandLine;
using AutoGrad.Data;

namespace AutoGrad.Examples;

/// <summary>One run of an experiment: what was asked for, and where its figures go.</summary>
public sealed class Run
{
    private readonly ParseResult parsed;
    private readonly string name;
    private readonly string output;
    private readonly List<(string Name, string Ours, string? Notes)> figures = [];

    internal Run(ParseResult parsed, string name, bool full, string? data, long seed, string output, CancellationToken cancelled)
    {
        (this.parsed, this.name, this.output) = (parsed, name, output);
        (Full, Data, Seed, Cancelled) = (full, data, seed, cancelled);
        Generator = Generator.Seeded(seed);
    }

    /// <summary>Whether the complete form was asked for; the quick one takes seconds.</summary>
    public bool Full { get; }

    /// <summary>The folder that was named for data, or null.</summary>
    public string? Data { get; }

    /// <summary>The seed that was asked for.</summary>
    public long Seed { get; }

    /// <summary>Random numbers from the seed.</summary>
    public Generator Generator { get; }

    /// <summary>Cancelled by Ctrl+C. Long loops look at it.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>The value of an option.</summary>
    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>The folder of a data set: the one of its name inside <see cref="Data"/> where there is one, else that folder itself; null without any.</summary>
    public string? DataOf(string set) => Data is null ? null : Path.Combine(Data, set) is var inside && Directory.Exists(inside) ? inside : Data;

    /// <summary>The folder of a data set, as <see cref="DataOf"/>; where none was named, one that outlives the run, into which what it lacks is
    /// fetched.</summary>
    /// <param name="set">The set.</param>
    /// <param name="download">What fetches it into a folder, and nothing where all is there: <c>Mnist.Download</c>.</param>
    /// <exception cref="DownloadException">It could not be fetched.</exception>
    public string DataOf(string set, Action<string, IProgress<DownloadProgress>?, CancellationToken> download)
    {
        if (DataOf(set) is { } named)
            return named;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string folder = Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "autograd", set);
        Console.WriteLine($"{set} is read from {folder}, and fetched where that lacks it; --data, or the variable {Experiment.DataVariable}, names another folder");
        download(folder, new DownloadLines(Console.Out, growing: !Console.IsOutputRedirected), Cancelled);
        return folder;
    }

    /// <summary>A path in the output folder, which is made where it does not exist.</summary>
    public string Output(string file)
    {
        Directory.CreateDirectory(output);
        return Path.Combine(output, file);
    }

    /// <summary>Saves a drawing in the output folder, under the name of the experiment.</summary>
    /// <param name="save">What writes an SVG file to a path.</param>
    /// <param name="suffix">What to add to the name, where an experiment has several drawings.</param>
    public void Save(Action<string> save, string suffix = "")
    {
        string path = Output($"{name}{suffix}.svg");
        save(path);
        Console.WriteLine($"drawn in {Experiment.Shown(path)}");
    }

    /// <summary>
    /// Notes a key figure. When the experiment has run, those that the course notes have too stand beside them in a table, and then all follow in this
    /// order as plain <c>name: value</c> lines.
    /// </summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">Its value, as it is to be printed.</param>
    /// <param name="notes">What the course notes have in its place, where they have something.</param>
    public void Figure(string name, object value, object? notes = null) => figures.Add((name, $"{value}", notes is null ? null : $"{notes}"));

    internal void Tell()
    {
        Console.WriteLine();
        if (figures.Any(static figure => figure.Notes is not null))
        {
            List<(string Name, string Ours, string Notes)> rows = [("", "ours", "the notes")];
            rows.AddRange(figures.Where(static figure => figure.Notes is not null).Select(static figure => (figure.Name, figure.Ours, figure.Notes!)));
            int names = rows.Max(static row => row.Name.Length), ours = rows.Max(static row => row.Ours.Length), notes = rows.Max(static row => row.Notes.Length);
            rows.ForEach(row => Console.WriteLine($"{row.Name.PadRight(names)}  {row.Ours.PadLeft(ours)}  {row.Notes.PadLeft(notes)}"));
            Console.WriteLine();
        }
        figures.ForEach(static figure => Console.WriteLine($"{figure.Name}: {figure.Ours}"));
    }
}
