using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AutoGrad.Tests;

/// <summary>Graphs as drawings: well-formed, readable, and nothing on top of anything else.</summary>
[Collection("alone")]
public partial class DrawingTests : AtOnce
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private sealed record Box(double Left, double Top, double Right, double Bottom, string[] Lines, (double X, double Y)[] Texts);

    private static Tensor Mlp()
    {
        var x = Tensor.Ones([8, 4]);
        for (int i = 0; i < 3; i++)
        {
            Tensor weight = Tensor.Ones([4, 4]).WithGrad(), bias = Tensor.Ones([4]).WithGrad();
            x = (x.MatMul(weight) + bias).Tanh();
        }
        return (x * x).Mean();
    }

    private static Tensor Skips()
    {
        Tensor a = Tensor.Ones([3]).WithGrad(), b = Tensor.Ones([3]).WithGrad(), c = Tensor.Ones([3]).WithGrad();
        var y = a * b;
        List<Tensor> seen = [a, b, c, y];
        for (int i = 0; i < 25; i++)
            seen.Add(seen[^1] * seen[(i * 7 + 1) % seen.Count] + seen[i % 4]);
        return Tensor.Cat([.. seen.TakeLast(6)]).Sum();
    }

    private static Tensor Wide() => Tensor.Cat([.. Enumerable.Range(0, 30).Select(static i => Tensor.Ones([1]).WithGrad() * i)]).Sum();

    private static Tensor Random(int seed)
    {
        var random = new Random(seed);
        List<Tensor> seen = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(static _ => Tensor.Ones([2]).WithGrad())];
        for (int i = random.Next(50); i >= 0; i--)
            seen.Add(random.Next(3) switch
            {
                0 => seen[random.Next(seen.Count)].Tanh(),
                1 => seen[random.Next(seen.Count)] + seen[random.Next(seen.Count)],
                _ => Tensor.Where(Tensor.Of([true, false]), seen[random.Next(seen.Count)], seen[^1]),
            });
        return Tensor.Cat([.. seen]).Sum();
    }

    public static TheoryData<string> Graphs => ["mlp", "skips", "wide", "leaf", "constant", "long", .. Enumerable.Range(0, 20).Select(static i => $"{i}")];

    private static Tensor Graph(string name)
    {
        switch (name)
        {
            case "mlp": return Mlp();
            case "skips": return Skips();
            case "wide": return Wide();
            case "leaf": return Tensor.Of(1.0).WithGrad();
            case "constant": return Tensor.Of(1.0);
            case "long":
                Tensor x = Tensor.Of(1.0).WithGrad(), y = x;
                for (int i = 0; i < 200; i++)
                    y += x;
                return y;
            default: return Random(int.Parse(name, CultureInfo.InvariantCulture));
        }
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static Box[] Boxes(XDocument document) =>
    [
        .. document.Descendants(svg + "g").Where(static group => group.Attribute("class") is not null).Select(static group =>
        {
            var rect = group.Element(svg + "rect")!;
            var texts = group.Elements(svg + "text").ToArray();
            return new Box(
                Number(rect, "x"),
                Number(rect, "y"),
                Number(rect, "x") + Number(rect, "width"),
                Number(rect, "y") + Number(rect, "height"),
                [.. texts.Select(static text => text.Value)],
                [.. texts.Select(static text => (Number(text, "x"), Number(text, "y")))]);
        }),
    ];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Boxes_do_not_overlap_and_hold_their_text(string name)
    {
        var report = Tape.Describe(Graph(name));
        var document = XDocument.Parse(report.ToSvg());
        var boxes = Boxes(document);
        Assert.Equal(Math.Max(1, new GraphView(report, false).Items.Count), boxes.Length);
        double width = Number(document.Root!, "width") - 48, height = Number(document.Root!, "height") - 48;
        for (int i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            bool inside = box.Left >= -0.1 && box.Top >= -0.1 && box.Right <= width + 0.1 && box.Bottom <= height + 0.1;
            Assert.True(inside, $"Box {i} lies outside the drawing.");
            for (int k = 0; k < box.Lines.Length; k++)
            {
                // 13 units high; 0.602 wide for each, which is what the widest of the fonts takes.
                double half = box.Lines[k].Length * 0.602 * 13 / 2;
                var (x, y) = box.Texts[k];
                bool fits = x - half >= box.Left && x + half <= box.Right && y - 13 >= box.Top && y + 4 <= box.Bottom;
                Assert.True(fits, $"{box.Lines[k]} sticks out of its box.");
            }
            for (int j = 0; j < i; j++)
            {
                var other = boxes[j];
                bool apart = box.Left >= other.Right + 4 || other.Left >= box.Right + 4 || box.Top >= other.Bottom + 4 || other.Top >= box.Bottom + 4;
                Assert.True(apart, $"Boxes {j} and {i} overlap.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Edges_run_downwards_from_box_to_box_and_through_none(string name)
    {
        var report = Tape.Describe(Graph(name));
        var view = new GraphView(report, false);
        var document = XDocument.Parse(report.ToSvg());
        var boxes = Boxes(document);
        var edges = document.Descendants(svg + "path").Where(static path => path.Attribute("class")?.Value == "edge");
        string[] paths = [.. edges.Select(static path => path.Attribute("d")!.Value)];
        Assert.Equal(view.Edges.Count, paths.Length);
        for (int e = 0; e < paths.Length; e++)
        {
            var (from, to) = view.Edges[e];
            var points = Points(paths[e]);
            Assert.Equal((boxes[from].Left + boxes[from].Right) / 2, points[0].X, 0.2);
            Assert.Equal(boxes[from].Bottom, points[0].Y, 0.2);
            Assert.Equal((boxes[to].Left + boxes[to].Right) / 2, points[^1].X, 0.2);
            Assert.Equal(boxes[to].Top, points[^1].Y, 0.2);
            for (int i = 1; i < points.Count; i++)
                Assert.True(points[i].Y >= points[i - 1].Y - 0.2, $"Edge {from} → {to} runs upwards.");
            foreach (var (x, y) in points)
                for (int b = 0; b < boxes.Length; b++)
                    Assert.False(
                        b != from && b != to && x > boxes[b].Left && x < boxes[b].Right && y > boxes[b].Top && y < boxes[b].Bottom,
                        $"Edge {from} → {to} runs through box {b}.");
        }
    }

    /// <summary>Points along a path of lines and Bézier curves.</summary>
    private static List<(double X, double Y)> Points(string path)
    {
        var points = new List<(double X, double Y)>();
        foreach (Match part in Command().Matches(path))
        {
            string[] numbers = part.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var n = Array.ConvertAll(numbers, static text => double.Parse(text, CultureInfo.InvariantCulture));
            if (part.Groups[1].Value == "M")
            {
                points.Add((n[0], n[1]));
                continue;
            }
            var (x, y) = points[^1];
            if (part.Groups[1].Value == "L")
                n = [x, y, n[0], n[1], n[0], n[1]];
            for (int i = 1; i <= 16; i++)
            {
                double t = i / 16.0, s = 1 - t;
                points.Add((
                    s * s * s * x + 3 * s * s * t * n[0] + 3 * s * t * t * n[2] + t * t * t * n[4],
                    s * s * s * y + 3 * s * s * t * n[1] + 3 * s * t * t * n[3] + t * t * t * n[5]));
            }
        }
        return points;
    }

    [Fact]
    public void A_network_is_drawn_without_crossings()
    {
        var view = new GraphView(Tape.Describe(Mlp()), false);
        Assert.Equal(0, new GraphLayout([.. view.Items.Select(static _ => (50.0, 20.0))], view.Edges).Crossings);
        // Two pairs in opposite orders are put right.
        Assert.Equal(0, new GraphLayout([.. Enumerable.Repeat((10.0, 10.0), 6)], [(0, 5), (1, 4), (2, 3)]).Crossings);
        // The complete bipartite graph of 3 and 3 cannot be: it has (3·2/2)² crossings.
        (int, int)[] complete = [(0, 3), (0, 4), (0, 5), (1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5)];
        Assert.Equal(9, new GraphLayout([.. Enumerable.Repeat((10.0, 10.0), 6)], complete).Crossings);
    }

    [Fact]
    public void A_tensor_that_is_used_everywhere_has_one_trunk()
    {
        Tensor x = Tensor.Of(1.0).WithGrad(), y = x;
        for (int i = 0; i < 3000; i++)
            y += x;
        var view = new GraphView(Tape.Describe(y, all: true), true);
        var layout = new GraphLayout([.. view.Items.Select(static _ => (50.0, 20.0))], view.Edges);
        Assert.InRange(layout.Routes.SelectMany(static route => route).Distinct().Count(), 3001, 6003);
    }

    [Fact]
    public void Names_are_escaped()
    {
        var x = Tensor.Of(1.0).WithGrad();
        string nasty = "a<b>&\"c\"\\ `d` #e; \u0001\ud800 *x* 重み";
        var y = x * x;
        (string, Tensor)[] names = [(nasty, x)];
        var box = Boxes(XDocument.Parse(Tape.ToSvg(y, names)))[0];
        Assert.Equal("a<b>&\"c\"\\ `d` #e; \uFFFD\uFFFD *x* 重み", box.Lines[0]);
        string dot = Tape.ToDot(y, names), mermaid = Tape.ToMermaid(y, names);
        Assert.Contains("a<b>&\\\"c\\\"\\\\ `d` #e;", dot);
        Assert.Contains("a#60;b#62;#38;#34;c#34;#92; #96;d#96; #35;e#59;", mermaid);
        string longName = new('n', 100);
        Assert.EndsWith("…", Boxes(XDocument.Parse(Tape.ToSvg(y, [(longName, x)])))[0].Lines[0]);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Dot_and_mermaid_say_each_node_before_its_edges(string name)
    {
        var report = Tape.Describe(Graph(name));
        var view = new GraphView(report, false);
        int count = Math.Max(1, view.Items.Count);
        string[] dot = report.ToDot().TrimEnd().Split('\n');
        Assert.StartsWith("digraph \"", dot[0]);
        Assert.Equal("}", dot[^1]);
        Assert.All(dot[1..^1], static line => Assert.Matches(DotLine(), line));
        Assert.Equal(count, dot.Count(static line => line.StartsWith("  n", StringComparison.Ordinal) && line.Contains("[label=")));
        Assert.Equal(view.Edges, dot.Where(static line => line.Contains("->")).Select(static line => Ends(line)));
        string[] mermaid = report.ToMermaid().TrimEnd().Split('\n');
        Assert.Equal("flowchart TB", mermaid[0]);
        Assert.All(mermaid[1..], static line => Assert.Matches(MermaidLine(), line));
        Assert.Equal(view.Edges, mermaid.Where(static line => line.Contains("-->")).Select(static line => Ends(line)));
    }

    private static (int, int) Ends(string line)
    {
        var numbers = Digits().Matches(line);
        return (int.Parse(numbers[0].Value, CultureInfo.InvariantCulture), int.Parse(numbers[1].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_file_is_there_whole_or_as_it_was()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "graph.svg");
            var report = Tape.Describe(Mlp());
            report.SaveSvg(path);
            Assert.Equal(report.ToSvg(), File.ReadAllText(path));
            Tape.Describe(Skips()).SaveSvg(path);
            Assert.NotEqual(report.ToSvg(), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder));
            Assert.ThrowsAny<IOException>(() => report.SaveSvg(Path.Combine(folder, "none", "graph.svg")));
            Assert.ThrowsAny<Exception>(() => report.SaveSvg(folder));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [GeneratedRegex(@"([MLC])([^MLC]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex("""^  (rankdir=TB;|(node|edge) \[.*\];|n\d+ \[label="([^"\\]|\\.)*"(, \w+=("[^"]*"|\w+))*\];|n\d+ -> n\d+;)$""")]
    private static partial Regex DotLine();

    [GeneratedRegex("""^  (n\d+(\(\[|\[)"[^"]*"(\]\)|\])(:::\w+)?|n\d+ --> n\d+|classDef .*)$""")]
    private static partial Regex MermaidLine();
}
