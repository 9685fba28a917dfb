using System.Text;

namespace AutoGrad;

/// <summary>A graph as aligned text, one operation a line.</summary>
internal static class GraphText
{
    /// <summary>A column is at most so wide; what is longer stands out. Parameters are cut at so many characters.</summary>
    private const int Widest = 64, LongestParameters = 48;

    public static string Of(GraphReport report, bool all)
    {
        string head = $"{report.Name}: {report.DType} {report.Shape}";
        if (report.Nodes.Count == 0)
            return $"{head}, outside any graph: it was not computed from anything that requires a gradient, or inside NoGrad";
        var view = new GraphView(report, all);
        var rows = view.Items.Select(item => item.Node is { } node ? Row(node, report) : null).ToArray();
        int number = $"#{report.Nodes.Count - 1}".Length;
        int[] widths = [0, 0, 0];
        foreach (var row in rows)
            for (int i = 0; row is not null && i < 3; i++)
                widths[i] = Math.Max(widths[i], Math.Min(row[i].Length, Widest));

        var text = new StringBuilder(head)
            .Append($", {Bytes.Count(report.OperationCount, "operation")} on {Bytes.Count(report.LeafCount, "leaf", "leaves")}; ")
            .Append($"saved {Bytes.Text(report.SavedBytes)}, leaves {Bytes.Text(report.LeafBytes)}");
        for (int i = 0; i < rows.Length; i++)
        {
            text.Append('\n').Append(' ', 2);
            if (rows[i] is not { } row)
            {
                text.Append(' ', number + 2).Append(view.Items[i].Gap!.Summary);
                continue;
            }
            text.Append($"#{view.Items[i].Node!.Index}".PadLeft(number)).Append("  ").Append(row[0].PadRight(widths[0])).Append("  ")
                .Append(row[1].PadRight(widths[1])).Append("  ").Append(row[2].PadLeft(widths[2])).Append(row[3]);
            while (text[^1] == ' ')
                text.Length--;
        }
        return text.ToString();
    }

    /// <summary>The cells: what it is, dtype and shape, bytes, and notes.</summary>
    private static string[] Row(GraphNode node, GraphReport report) =>
    [
        node.IsLeaf
            ? node.Name ?? "leaf"
            : $"{node.Operation}({string.Join(", ", node.Inputs.Select(input => Input(input, report)))}{Parameters(node)})",
        node.Kind,
        node.KeptBytes > 0 || node.IsLeaf ? Bytes.Text(node.KeptBytes) : "",
        (node.IsLeaf ? "  leaf" : "") + (node.IsPending ? "  pending" : "") + (node.IsFreed ? "  freed" : ""),
    ];

    private static string Input(GraphInput input, GraphReport report) =>
        input.Node is { } index ? report.Nodes[index].Reference + (input.Result is { } result ? $"[{result}]" : "")
        : input.Shape.Rank == 0 ? "number" : $"const {input.Shape}";

    private static string Parameters(GraphNode node) => node.Told is not { Length: > 0 } told ? ""
        : "; " + (told.Length <= LongestParameters ? told : told[..LongestParameters] + "…");
}
