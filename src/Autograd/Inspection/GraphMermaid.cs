using System.Text;

namespace AutoGrad;

/// <summary>A graph as a Mermaid flowchart.</summary>
internal static class GraphMermaid
{
    public static string Of(GraphReport report, bool all)
    {
        var view = new GraphView(report, all);
        var text = new StringBuilder("flowchart TB\n");
        if (view.Items.Count == 0)
            text.Append($"  n0[\"{Escaped([report.Name, $"{report.DType} {report.Shape}", "outside any graph"])}\"]\n");
        for (int i = 0; i < view.Items.Count; i++)
        {
            var item = view.Items[i];
            string label = Escaped(item.Lines());
            text.Append(item.Node switch
            {
                null => $"  n{i}[\"{label}\"]:::gap\n",
                { IsLeaf: true } => $"  n{i}([\"{label}\"]):::leaf\n",
                _ => $"  n{i}[\"{label}\"]\n",
            });
        }
        foreach (var (from, to) in view.Edges)
            text.Append($"  n{from} --> n{to}\n");
        return text.Append("  classDef leaf fill:#e6f4e6,stroke:#4f8f4f\n").Append("  classDef gap stroke-dasharray:4\n").ToString();
    }

    /// <summary>The characters that mean something inside a quoted label are written as entities.</summary>
    private static string Escaped(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                text.Append("<br/>");
            foreach (char c in lines[i])
                if (c is '"' or '#' or '<' or '>' or '&' or '`' or '\\' or ';' or '*' or '_')
                    text.Append('#').Append((int)c).Append(';');
                else
                    text.Append(char.IsControl(c) ? ' ' : c);
        }
        return text.ToString();
    }
}
