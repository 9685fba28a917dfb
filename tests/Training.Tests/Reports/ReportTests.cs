using System.Text.Json;
using System.Text.RegularExpressions;
using AutoGrad.Training.Reports;

namespace AutoGrad.Tests;

public partial class ReportTests
{
    private const string Nasty = "</script><script>alert(1)</script> & <b> \"q\" 'a' <!-- ]]> \u2028";

    [Fact]
    public void The_bundle_is_there_once_with_its_licence_and_nothing_is_fetched()
    {
        string html = new Report("r").Add(Loss()).Add(new Panels { Loss(), Loss() }).ToHtml();
        Assert.Equal(2, html.Split(PlotlyBundle.Script).Length);
        Assert.Contains("Licensed under the MIT license", PlotlyBundle.Script[..400]);
        Assert.Contains("Permission is hereby granted", PlotlyBundle.Licence);
        string own = html.Replace(PlotlyBundle.Script, "");
        Assert.DoesNotMatch(@"\b(src|href)\s*=\s*""(?!#|data:)", own);
        Assert.Contains("Content-Security-Policy\" content=\"default-src 'none'", own);
        Assert.Contains("showSendToCloud: false", own);
        Assert.DoesNotContain("plotly", new Report("text alone").Text("t").Table(["a"], [1]).ToHtml());
    }

    [Fact]
    public void Numbers_come_back_to_the_bit_and_what_is_none_is_null()
    {
        double[] xs = [1, 2, 3, 4], ys = [Math.PI, 1e-300, double.NaN, -0.1];
        var trace = Figures(new Report("r").Add(new Chart("c") { YScale = Scale.Log }.Line("train", xs, ys)))[0].GetProperty("data")[0];
        Assert.Equal(xs, trace.GetProperty("x").EnumerateArray().Select(static x => x.GetDouble()));
        var back = trace.GetProperty("y").EnumerateArray().ToArray();
        Assert.Equal([ys[0], ys[1], ys[3]], back.Where(static y => y.ValueKind == JsonValueKind.Number).Select(static y => y.GetDouble()));
        Assert.Equal(JsonValueKind.Null, back[2].ValueKind);
        Assert.Equal("train", trace.GetProperty("name").GetString());
    }

    [Fact]
    public void Text_cannot_leave_its_place()
    {
        var chart = new Chart(Nasty) { X = Nasty, Y = Nasty }.Line(Nasty, [1, 2]).Line("b", [1, 2]).Note(1, 1, Nasty)
            .Regions(new int[2, 2], (0, 1), (0, 1), [Nasty]);
        var bars = new Chart(Nasty).Bars(Nasty, [Nasty, "b"], [1, 2]);
        var heat = new Chart().Heatmap(new double[1, 1], rows: [Nasty], columns: [Nasty], format: "0");
        var report = new Report(Nasty).Section(Nasty).Text(Nasty).Table([Nasty], [Nasty]).Add(chart).Add(new Panels(Nasty) { bars, heat })
            .Add(new ImageGrid(Nasty).Add(Tensor.Zeros([2, 2]), Nasty));
        string html = report.ToHtml().Replace(PlotlyBundle.Script, "");
        Assert.Equal(3, Regex.Count(html, "<script"));
        Assert.Equal(3, Regex.Count(html, "</script>"));
        Assert.DoesNotContain("<!--", html);
        Assert.DoesNotContain("<b>", html);
        string shown = PlotlyWriter.Plain(Nasty);
        Assert.Equal(shown, Figures(report)[0].GetProperty("data")[0].GetProperty("name").GetString());
        Assert.DoesNotContain('<', shown);
    }

    [Fact]
    public void Every_mark_has_a_trace_and_every_chart_a_place()
    {
        Chart[] charts =
        [
            Loss(),
            new Chart("bars").Bars("one", ["a", "b"], [1, 2]),
            new Chart("histogram").Histogram("values", [1.0, 2, 2]),
            new Chart("heat").Heatmap(new double[,] { { 1, 2 }, { 3, 4 } }, scale: Scale.Log),
            new Chart("contour") { EqualAxes = true }.Contour(static (x, y) => x * x + y * y, (-1, 1), (-1, 1), points: 11)
                .Path("p", [(0, 0), (1, 1)]),
            new Chart("ratios").Contour(static (x, y) => x * x + y * y, (-1, 1), (-1, 1), scale: Scale.Log, points: 11),
            new Chart("band").Band("m", [1, 2], [0, 1], [1, 2]).HorizontalLine(1, "one").VerticalLine(1),
            new Chart("values").Scatter("s", [1, 2], [1, 2], values: [1, 2]),
        ];
        var report = charts.Aggregate(new Report("all"), static (report, chart) => report.Add(chart));
        var figures = Figures(report);
        string html = report.ToHtml();
        Assert.Equal(charts.Length, figures.Length);
        for (int i = 0; i < charts.Length; i++)
        {
            Assert.Contains($"id=\"figure-{i}\"", html);
            Assert.True(figures[i].GetProperty("data").GetArrayLength() >= charts[i].Marks.Count(static mark => mark is not RuleMark));
        }
        Assert.Equal("log", figures[0].GetProperty("layout").GetProperty("yaxis").GetProperty("type").GetString());
        Assert.Equal("x", figures[4].GetProperty("layout").GetProperty("yaxis").GetProperty("scaleanchor").GetString());
        Assert.Equal(2, figures[6].GetProperty("layout").GetProperty("shapes").GetArrayLength());
    }

    [Fact]
    public void Levels_of_equal_ratio_are_counted()
    {
        var data = Figures(
            new Report("r").Add(new Chart().Contour([0, 1], [0, 1], new double[,] { { 1, 10 }, { 100, 1000 } }, [1.0, 10, 100], scale: Scale.Log)))[0]
            .GetProperty("data")[0];
        Assert.Equal([0.0, 1, 2, 3],
            data.GetProperty("z").EnumerateArray().SelectMany(static row => row.EnumerateArray()).Select(static z => Math.Round(z.GetDouble(), 9)));
        Assert.Equal("10", data.GetProperty("text")[0][1].GetString());
    }

    [Fact]
    public void The_same_report_has_the_same_bytes_and_is_written_whole()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "deep", "report.html");
        new Report("r").Section("one").Table(["n", "x"], [12345, 0.5]).Add(Loss()).Save(path);
        string html = File.ReadAllText(path);
        Assert.Equal(new Report("r").Section("one").Table(["n", "x"], [12345, 0.5]).Add(Loss()).ToHtml(), html);
        Assert.Contains("<td class=\"number\">12,345</td><td class=\"number\">0.5</td>", html);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path))!, recursive: true);
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        Assert.Contains("row 1 of a table has 1 cells and there are 2 columns",
            Assert.Throws<ArgumentException>(() => new Report("r").Table(["a", "b"], [1, 2], [1])).Message);
        Assert.Contains("nothing in it", Assert.Throws<InvalidOperationException>(() => new Report("r").Add(new Chart("empty")).ToHtml()).Message);
        Assert.Throws<ArgumentException>(() => new Report(" "));
    }

    private static Chart Loss() =>
        new Chart("loss") { X = "epoch", YScale = Scale.Log }.Line("train", [1, 0.5, 0.25]).Line("validation", [1, 0.7, 0.5]);

    private static JsonElement[] Figures(Report report) =>
        [.. JsonDocument.Parse(FiguresPattern().Match(report.ToHtml()).Groups[1].Value).RootElement.EnumerateArray()];

    [GeneratedRegex("<script type=\"application/json\" id=\"figures\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex FiguresPattern();
}
