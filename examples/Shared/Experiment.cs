using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Examples;

/// <summary>
/// An experiment as a program: its options, its errors and its key figures, so that a script is what the experiment is.
/// <code>
/// var experiment = new Experiment("What it shows.", full: "2000 steps instead of 200.");
/// var rate = experiment.Option("--learning-rate", "How far a step goes.", 0.1).AtLeast(0);
/// return experiment.Run(args, run =>
/// {
///     double loss = Descend(run.Get(rate), run.Full ? 2000 : 200, run.Generator);
///     run.Figure("loss", $"{loss:0.0000}", notes: 0.005);
/// });
/// </code>
/// </summary>
public sealed class Experiment
{
    /// <summary>The variable that names the folder of the data sets where no option does.</summary>
    public const string DataVariable = "AUTOGRAD_DATA";

    private const int Failed = 1, Stopped = 130;

    private readonly Option<bool> full;
    private readonly Option<DirectoryInfo?> data;
    private readonly Option<long> seed;
    private readonly Option<DirectoryInfo> output;
    private readonly RootCommand command;
    private readonly string name;

    /// <summary>An experiment. All understand the same options; those that mean nothing to it do not show in its help.</summary>
    /// <param name="description">What it shows.</param>
    /// <param name="full">What --full does; null where the quick form is complete.</param>
    /// <param name="data">What --data must name; null where no data are read.</param>
    /// <param name="seed">What names the random numbers where nobody else does.</param>
    /// <param name="script">The script, whose name the experiment bears.</param>
    public Experiment(string description, string? full = null, string? data = null, long seed = 0, [CallerFilePath] string script = "")
    {
        name = Path.GetFileNameWithoutExtension(script);
        this.full = new("--full") { Description = full, Hidden = full is null };
        this.data = new("--data") { Description = $"{data} The variable {DataVariable} says the same.", Hidden = data is null };
        this.data.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<DirectoryInfo?>() is { Exists: false } missing)
                result.AddError($"--data: there is no folder {missing}.");
        });
        this.seed = new("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = _ => seed };
        output = new("--output")
        {
            Description = "The folder for what is drawn and written.",
            DefaultValueFactory = _ => new(Shown(Path.Combine(Path.GetDirectoryName(script)!, "output"))),
        };
        command = new($"{description}\nEnds with its key figures as 'name: value' lines.") { this.full, this.data, this.seed, output };
    }

    /// <summary>An option of the experiment's own, which <see cref="Run.Get"/> reads.</summary>
    /// <param name="name">Its name, with the dashes.</param>
    /// <param name="description">What it means.</param>
    /// <param name="standard">Its value where it is left out.</param>
    public Option<T> Option<T>(string name, string description, T standard)
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => standard };
        command.Add(option);
        return option;
    }

    /// <summary>
    /// Reads the options, runs the experiment, and prints its key figures. Ctrl+C cancels it. What is wrong with the input is told on the error stream.
    /// </summary>
    /// <returns>The program's exit code: 0, or 1 where something was wrong, or 130 where it was stopped.</returns>
    public int Run(string[] args, Action<Run> body)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = !stop.IsCancellationRequested; // Who presses it twice does not want to wait.
            stop.Cancel();
        };
        command.SetAction(parsed => Run(parsed, stop.Token, body));
        return command.Parse(args).Invoke();
    }

    private int Run(ParseResult parsed, CancellationToken cancelled, Action<Run> body)
    {
        try
        {
            string? folder = parsed.GetValue(data)?.FullName ?? Environment.GetEnvironmentVariable(DataVariable);
            var run = new Run(parsed, name, parsed.GetValue(full), string.IsNullOrEmpty(folder) ? null : folder,
                parsed.GetValue(seed), parsed.GetValue(output)!.ToString(), cancelled);
            body(run);
            run.Tell();
            return 0;
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped.");
            return Stopped;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            Console.Error.WriteLine(problem.Message);
            return Failed;
        }
    }

    /// <summary>A path as one would type it here.</summary>
    internal static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }
}
