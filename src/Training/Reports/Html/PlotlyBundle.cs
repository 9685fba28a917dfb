using System.IO.Compression;
using System.Text;

namespace AutoGrad.Training.Reports;

/// <summary>plotly.js, the part with cartesian charts, as published on npm (plotly.js-cartesian-dist-min 4.1.1, MIT licence), kept in this
/// assembly.</summary>
internal static class PlotlyBundle
{
    private static readonly Lazy<string> script = new(static () => Read("plotly-cartesian.min.js.br", compressed: true));

    /// <summary>The script, 1.5 MB. Its own licence stands at its head.</summary>
    public static string Script => script.Value;

    /// <summary>The licence it comes under.</summary>
    public static string Licence => Read("plotly-LICENSE.txt", compressed: false);

    private static string Read(string name, bool compressed)
    {
        using var resource = typeof(PlotlyBundle).Assembly.GetManifestResourceStream(name)!;
        using Stream stream = compressed ? new BrotliStream(resource, CompressionMode.Decompress) : resource;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
