using System.Globalization;
using AutoGrad.Training.Reports;

namespace AutoGrad.Tests;

public class ChartTests
{
    [Fact]
    public void Points_lie_where_the_axes_say()
    {
        var picture = new Chart("t") { XRange = (0, 10), YRange = (-1, 3) }.Line("a", [0, 5, 10], [-1.0, 1, 3]).Parsed();
        var (left, right, top, bottom) = picture.Area();
        var line = Assert.Single(picture.Strokes());
        Near([(left, bottom), ((left + right) / 2, (top + bottom) / 2), (right, top)], line);
    }

    [Fact]
    public void On_logarithmic_axes_equal_ratios_take_equal_room()
    {
        var chart = new Chart { XScale = Scale.Log, YScale = Scale.Log, XRange = (1, 10_000), YRange = (0.01, 1) }.Line("a", [1, 100, 10_000],
            [0.01, 0.1, 1]);
        var picture = chart.Parsed();
        var (left, right, top, bottom) = picture.Area();
        Near([(left, bottom), ((left + right) / 2, (top + bottom) / 2), (right, top)], Assert.Single(picture.Strokes()));
        Assert.Equal(["10⁰", "10¹", "10²", "10³", "10⁴"], Numbers(picture, bottom));
    }

    [Fact]
    public void What_has_no_place_is_a_gap()
    {
        var linear = new Chart().Line("a", [1, 2, 3, 4, 5, 6], [1, 2, double.NaN, 3, double.PositiveInfinity, 2]).Parsed();
        Assert.Equal([2, 1, 1], linear.Strokes().Select(static stroke => stroke.Length));
        var log = new Chart { YScale = Scale.Log }.Line("a", [1, 2, 3, 4], [1, 0, -1, 2]).Parsed();
        Assert.Equal([1, 1], log.Strokes().Select(static stroke => stroke.Length));
        Assert.Empty(new Chart().Line("diverged", [1, 2], [double.NaN, double.NaN]).Parsed().Strokes());
    }

    [Fact]
    public void Ranges_go_around_everything_and_bars_stand_on_the_axis()
    {
        var chart = new Chart().Line("a", [0, 100], [0, 10]).Line("b", [50, 200], [-10, 5]);
        Assert.Equal(new Interval(-4, 204), chart.Range(horizontal: true));
        Assert.Equal(new Interval(-11, 11), chart.Range(horizontal: false));
        Assert.Equal(0, new Chart().Histogram("h", [1, 2, 2, 3]).Range(horizontal: false).Low);
        Assert.True(new Chart().Line("one", [5], [7]).Range(horizontal: true).Length > 0);
    }

    [Fact]
    public void The_same_chart_has_the_same_bytes_whatever_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        string here = Everything().ToSvg();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new() { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(here, Everything().ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Everything_is_inside_the_page_and_texts_do_not_overlap()
    {
        var picture = Everything().Parsed();
        var texts = picture.All("text").Where(static text => text.Attribute("transform") is null).Select(static text =>
        {
            double width = Svg.WidthOf(text.Value, text.Number("font-size")), x = text.Number("x");
            x -= (string?)text.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
            return (text.Value, X: x, Y: text.Number("y") - 0.7 * text.Number("font-size"), Right: x + width, Bottom: text.Number("y"));
        }).ToArray();
        Assert.NotEmpty(texts);
        Assert.All(texts, static text => Assert.True(text.X >= 0 && text.Right <= 900 && text.Y >= 0, $"{text} leaves the page"));
        for (int i = 0; i < texts.Length; i++)
            foreach (var other in texts[..i])
                Assert.False(texts[i].X < other.Right && other.X < texts[i].Right && texts[i].Y < other.Bottom && other.Y < texts[i].Bottom,
                    $"{texts[i]} is on {other}");
    }

    [Fact]
    public void Text_is_escaped()
    {
        var picture = new Chart("a < b & \"c\" \u0001\ud800") { X = "</text><script>" }.Line("<i>", [1, 2], [1, 2]).Line("&amp;", [1, 2], [2, 1])
            .Parsed();
        Assert.Contains("a < b & \"c\" \uFFFD\uFFFD", picture.Texts());
        Assert.Contains("</text><script>", picture.Texts());
        Assert.Contains("&amp;", picture.Texts());
    }

    [Fact]
    public void Series_of_a_name_have_a_colour_and_a_place_in_the_legend()
    {
        var picture = new Chart().Line("a", [1, 2], [1, 2]).Line("b", [1, 2], [2, 1]).Scatter("a", [1.5], [1.5]).Parsed();
        Assert.Equal(1, picture.Texts().Count(static text => text == "a"));
        var dot = Assert.Single(picture.All("circle"));
        Assert.Equal(Rgb.Palette[0].ToString(), (string?)dot.Attribute("fill"));
    }

    [Fact]
    public void Histograms_count_as_numpy_does()
    {
        var counted = HistogramMark.Of(new Chart(), null, [0, 1, 1, 2.5, 4, double.NaN], 4, null, density: false);
        Assert.Equal([0, 1, 2, 3, 4], counted.Edges);
        Assert.Equal([1, 2, 1, 1], counted.Ys);
        var density = HistogramMark.Of(new Chart(), null, [0, 1, 1, 2, 9], 2, (0, 4), density: true);
        Assert.Equal([0.375, 0.125], density.Ys);
        Assert.Equal([2.5, 3.5], HistogramMark.Of(new Chart(), null, [3, 3], 1, null, density: false).Edges);
    }

    [Fact]
    public void Long_lines_keep_their_peaks_and_gaps()
    {
        var ys = Enumerable.Range(0, 1_000_000).Select(static i => Math.Sin(i * 1e-5)).ToArray();
        (ys[123_456], ys[500_000]) = (50, double.NaN);
        var thin = Thinning.Of(ys.Index().Select(static y => ((double)y.Index, y.Item)), 1000);
        Assert.InRange(thin.Count, 400, 1500);
        Assert.Contains((123_456, 50), thin);
        Assert.Contains(thin, static place => double.IsNaN(place.Y));
        Assert.Equal((999_999, ys[^1]), thin[^1]);
    }

    [Theory]
    [InlineData(1e308, -1e308, 1)]
    [InlineData(1e-310, 2e-310, 0)]
    [InlineData(1e-300, 1e300, 1)]
    [InlineData(1.0, 1.0000000000000002, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(double.NaN, double.PositiveInfinity, 0)]
    [InlineData(-5e-324, 5e-324, 0)]
    public void Extreme_numbers_have_axes_all_the_same(double a, double b, double c)
    {
        foreach (var scale in new[] { Scale.Linear, Scale.Log })
        {
            var chart = new Chart { XScale = scale, YScale = scale }.Line("a", [a, b, c], [b, c, a]).Scatter("s", [a, b], [b, a], values: [a, b]);
            string svg = chart.ToSvg();
            Assert.DoesNotContain("NaN", svg);
            Assert.DoesNotContain("Infinity", svg);
            Assert.Equal(svg, svg.Replace("∞", ""));
            new Report("r").Add(chart).ToHtml();
        }
    }

    [Fact]
    public void Epochs_are_whole()
    {
        Assert.Equal(["1", "2", "3"], Numbers(new Chart().Line("a", [3.0, 2, 1]).Parsed()));
        Assert.Contains("1.4", Numbers(new Chart().Line("a", [1, 1.5, 3], [3.0, 2, 1]).Parsed()));

        static string[] Numbers(System.Xml.Linq.XElement picture) => ChartTests.Numbers(picture, picture.Area().Bottom);
    }

    [Fact]
    public void Of_very_many_names_some_are_left_out()
    {
        var chart = new Chart("many");
        for (int i = 0; i < 200; i++)
            chart.Line($"Layers.{i}.Weight", [1.0, i]);
        var picture = chart.Parsed();
        Assert.Contains(picture.Texts(), static text => text.StartsWith('…') && text.EndsWith("more"));
        var (_, _, top, bottom) = picture.Area();
        Assert.InRange(bottom - top, 200, 400);
    }

    [Fact]
    public void Panels_take_the_room_there_is()
    {
        var one = new Panels(columns: 4) { new Chart().Line("a", [1.0, 2]) }.Parsed();
        Assert.InRange(one.Area().Right, 850, 900);
    }

    [Fact]
    public void Pictures_hold_the_pixels()
    {
        var bytes = Png.Bytes(2, 1, [new(1, 2, 3), new(250, 251, 252)]);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        Assert.Equal([0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0], bytes[8..29]);
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(33));
        using var rows = new System.IO.Compression.ZLibStream(new MemoryStream(bytes, 41, length), System.IO.Compression.CompressionMode.Decompress);
        var pixels = new byte[8];
        Assert.Equal(7, rows.ReadAtLeast(pixels, 8, throwOnEndOfStream: false));
        Assert.Equal([0, 1, 2, 3, 250, 251, 252], pixels[..7]);
    }

    [Fact]
    public void A_colour_is_its_text_and_none_is_none()
    {
        Rgb? none = bool.Parse("false") ? "#010203" : null, some = bool.Parse("true") ? "#010203" : null;
        Assert.Equal((null, new Rgb(1, 2, 3)), (none, some));
        Assert.Equal("#010203", some.ToString());
        Assert.Equal(ColorMap.Viridis.Stops[0], ColorMap.Viridis[-1]);
        Assert.Equal(new Rgb(128, 128, 128), ColorMap.Greys[0.5]);
    }

    [Fact]
    public void Tensors_are_numbers()
    {
        var xs = Tensor.Of([0f, 1f, 2f]);
        string ours = new Chart().Line("a", xs, xs * xs).Heatmap(Tensor.Of([[1.0, 2], [3, 4]])).ToSvg();
        Assert.Equal(ours, new Chart().Line("a", [0, 1, 2], [0.0, 1, 4]).Heatmap(new double[,] { { 1, 2 }, { 3, 4 } }).ToSvg());
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_explained(string expected, Action mistake) => Assert.Contains(expected, Assert.ThrowsAny<Exception>(mistake).Message);

    public static TheoryData<string, Action> Mistakes() => new()
    {
        { "Chart 'loss': the series 'train' has no points", () => new Chart("loss").Line("train", Array.Empty<double>()) },
        { "the series 'train' has 2 xs and 3 ys; give one for each", () => new Chart().Line("train", [1, 2], [1, 2, 3]) },
        { "there is nothing in it; add a mark", () => new Chart("loss").ToSvg() },
        { "there are no charts in them", () => new Panels().ToSvg() },
        { "there are no pictures in it", () => new ImageGrid().ToSvg() },
        { "begin above 0", () => new Chart { YScale = Scale.Log, YRange = (0, 1) }.Line("a", [1.0]).ToSvg() },
        { "the smaller first", () => new Chart().Contour(static (x, y) => x, (1, 1), (0, 1)) },
        { "2 × 2 values at 3 places along y", () => new Chart().Contour([0, 1], [0, 1, 2], new double[2, 2]) },
        { "must be finite numbers that rise", () => new Chart().Contour([0, 1], [1, 0], new double[2, 2]) },
        { "has no finite value", () => new Chart().Contour(static (x, y) => double.NaN, (0, 1), (0, 1)) },
        { "a region is of class 2, and there are names for classes 0 to 1", () =>
            new Chart().Regions(static (x, y) => 2, (0, 1), (0, 1), ["a", "b"]) },
        { "2 rows and 1 labels", () => new Chart().Heatmap(new double[2, 3], rows: ["a"]) },
        { "cannot be c", () => new Chart().Bars("x", ["a", "b"], [1, 2]).Bars("y", ["c"], [1]) },
        { "is [2, 2, 2]", () => new ImageGrid().Add(Tensor.Zeros([2, 2, 2])) },
        { "'red' is no colour", () => Rgb.Parse("red") },
        { "give 100 to 10,000", () => _ = new Chart { Width = 5 } },
    };

    [Fact]
    public void Files_are_written_whole_into_folders_that_are_made()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "a", "b", "loss.svg");
        var chart = new Chart("loss").Line("train", [3, 2, 1]);
        chart.SaveSvg(path);
        Assert.Equal(chart.ToSvg(), File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(folder, recursive: true);
    }

    private static Panels Everything() => new("Everything", columns: 3)
    {
        new Chart("lines") { X = "epoch", Y = "loss", YScale = Scale.Log }.Line("train", [1, 0.5, 0.001]).HorizontalLine(0.1).Note(1, 0.2, "here"),
        new Chart("bars") { Y = "n" }.Bars("one", ["first", "second"], [1.5, -2]).Bars("two", ["first", "second"], [3, 1]),
        new Chart("histogram").Histogram("values", [1.5, 2.5, 2.5, 3]),
        new Chart("heat").Heatmap(new double[,] { { 1, 2.5 }, { -3, 4 } }, format: "0.0"),
        new Chart("contour") { X = "x", Y = "y", EqualAxes = true }.Contour(static (x, y) => x * x + 0.1 * y, (-1, 1), (-1, 1), points: 21)
            .Path("way", [(0.5, 0.5), (0.1, 0)]),
        new Chart("regions").Regions(static (x, y) => x > y ? 1 : 0, (0, 1), (0, 1), ["below", "above"], points: 10).Scatter("below", [0.25], [0.75]),
        new Chart("band").Band("mean", [1, 2], [0.5, 1], [1.5, 2]).VerticalLine(1.5, "v"),
        new Chart("values") { XScale = Scale.Log }.Scatter("trial", [1e-4, 1e-2], [0.5, 0.7], values: [1e5, 2e5]),
        new Chart("many").Heatmap(new double[50, 60]),
    };

    private static string[] Numbers(System.Xml.Linq.XElement picture, double bottom) =>
        [.. picture.All("text").Where(text => text.Number("y") > bottom + 8).Select(static text => text.Value)];

    private static void Near((double X, double Y)[] expected, (double X, double Y)[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (a, b) in expected.Zip(actual))
            Assert.True(Math.Abs(a.X - b.X) < 0.02 && Math.Abs(a.Y - b.Y) < 0.02, $"{b} is not at {a}");
    }
}
