using AutoGrad.Data;
using AutoGrad.Examples;

namespace AutoGrad.Tests;

/// <summary>What the examples tell of the files they fetch.</summary>
public sealed class DownloadLinesTests
{
    [Fact]
    public void On_a_console_a_bar_grows_and_ends_its_line() => Assert.Equal(
        "\ra.gz [                              ]   0 %, 0.0 of 2.0 MB" +
        "\ra.gz [===============               ]  50 %, 1.0 of 2.0 MB" +
        "\ra.gz [==============================] 100 %, 2.0 of 2.0 MB\n",
        Told(growing: true, new("a.gz", 0, 2_000_000), new("a.gz", 1_000_000, 2_000_000), new("a.gz", 1_000_001, 2_000_000), new("a.gz", 2_000_000, 2_000_000)));

    [Fact]
    public void Elsewhere_there_are_two_lines_a_file() => Assert.Equal(
        "a.gz: 0.0 of 2.0 MB\na.gz: 2.0 of 2.0 MB\nb.csv: 0.1 of ? MB\n",
        Told(growing: false, new("a.gz", 0, 2_000_000), new("a.gz", 1_000_000, 2_000_000), new("a.gz", 2_000_000, 2_000_000), new("b.csv", 100_000, null)));

    private static string Told(bool growing, params DownloadProgress[] progress)
    {
        using var told = new StringWriter();
        var lines = new DownloadLines(told, growing);
        foreach (var one in progress)
            lines.Report(one);
        return told.ToString();
    }
}
