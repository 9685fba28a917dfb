using System.Text;

namespace AutoGrad;

/// <summary>A graph in the language of Graphviz.</summary>
internal static class GraphDot
{
    public static string Of(GraphReport report, bool all)
    {
        var view = new GraphView(report, all);
        var text = new StringBuilder($"digraph {Quoted(report.Name)} {{\n")
            .Append("  rankdir=TB;\n")
            .Append("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fb\", color=\"#5b7db1\", fontname=\"monospace\", fontsize=10];\n")
            .Append("  edge [color=\"#7a7f87\", arrowsize=0.7];\n");
        if (view.Items.Count == 0)
            text.Append($"  n0 [label={Quoted($"{report.Name}\n{report.DType} {report.Shape}\noutside any graph")}, style=dashed];\n");
        for (int i = 0; i < view.Items.Count; i++)
        {
            var item = view.Items[i];
            string look = item.Node is null ? ", style=dashed"
                : item.Node.IsLeaf ? ", style=filled, fillcolor=\"#e6f4e6\", color=\"#4f8f4f\""
                : i == view.Items.Count - 1 ? ", penwidth=2"
                : "";
            text.Append($"  n{i} [label={Quoted(string.Join('\n', item.Lines()))}{look}];\n");
        }
        foreach (var (from, to) in view.Edges)
            text.Append($"  n{from} -> n{to};\n");
        return text.Append("}\n").ToString();
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                _ when char.IsControl(c) => quoted.Append(' '),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }
}
