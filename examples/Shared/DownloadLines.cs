using System.Globalization;
using AutoGrad.Data;

namespace AutoGrad.Examples;

/// <summary>
/// Tells how far downloads are: on a console one line for each file, with a bar that grows, and where the output is redirected a line at the start and
/// one at the end of each.
/// </summary>
/// <param name="output">Where to tell it.</param>
/// <param name="growing">Whether a line may be written anew, as a console can.</param>
public sealed class DownloadLines(TextWriter output, bool growing) : IProgress<DownloadProgress>
{
    private const int Cells = 30;
    private readonly Lock gate = new();
    private string? file;
    private int shown;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        lock (gate)
        {
            bool begins = file != value.File, whole = value.Bytes == value.Total;
            int percent = (int)(100 * (value.Share ?? 0));
            if (!begins && (percent == shown || !growing && !whole))
                return;
            (file, shown) = (value.File, percent);
            string size = string.Create(CultureInfo.InvariantCulture, $"{value.Bytes / 1e6:0.0} of {(value.Total is { } total ? $"{total / 1e6:0.0}" : "?")} MB");
            int filled = Cells * percent / 100;
            output.Write(growing
                ? $"\r{value.File} [{new string('=', filled)}{new string(' ', Cells - filled)}] {percent,3} %, {size}{(whole ? "\n" : "")}"
                : $"{value.File}: {size}\n");
        }
    }
}
