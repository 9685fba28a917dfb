using System.Text.Json;

namespace AutoGrad.Training.Reports;

/// <summary>Writes charts as plotly.js has them: traces, and a layout around them.</summary>
internal sealed class PlotlyWriter(Utf8JsonWriter json, Chart chart, Pens pens)
{
    private readonly HashSet<string> named = new(StringComparer.Ordinal);

    /// <summary>Lines longer than this are thinned as in pictures, four points for each of so many stretches.</summary>
    private const int MostPoints = 20_000;

    /// <summary>More names than this tell pointing at the lines rather than a legend.</summary>
    private const int MostNames = 24;

    public Pens Pens => pens;

    /// <summary>How the axes of the chart spread numbers.</summary>
    public (Scale X, Scale Y) Scales => (chart.XScale, chart.YScale);

    /// <summary>Where its axes begin and end.</summary>
    public (Interval X, Interval Y) Ranges { get; init; } = (chart.Range(horizontal: true), chart.Range(horizontal: false));

    /// <summary>Whether series are named.</summary>
    public bool Legend { get; init; } = chart.Legend;

    /// <summary>Whether it is one of many, with smaller letters.</summary>
    public bool Small { get; init; }

    /// <summary>Text that stands for itself, where plotly would read tags and entities.</summary>
    public static string Plain(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>The chart: <c>{"data": […], "layout": {…}}</c>.</summary>
    public void Write()
    {
        chart.RequireMarks();
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var mark in chart.Marks)
            mark.Write(this);
        json.WriteEndArray();
        Object("layout", WriteLayout);
        json.WriteEndObject();
    }

    /// <summary>A trace of a kind.</summary>
    public void Trace(string type, string? name, Action body)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        bool first = !string.IsNullOrEmpty(name) && named.Add(name);
        json.WriteBoolean("showlegend", first);
        if (!string.IsNullOrEmpty(name))
        {
            json.WriteString("name", Plain(name));
            json.WriteString("legendgroup", name);
        }
        body();
        json.WriteEndObject();
    }

    public void Object(string name, Action body)
    {
        json.WriteStartObject(name);
        body();
        json.WriteEndObject();
    }

    public void Array(string name, Action body)
    {
        json.WriteStartArray(name);
        body();
        json.WriteEndArray();
    }

    /// <summary>Something in a list.</summary>
    public void Item(Action body)
    {
        json.WriteStartObject();
        body();
        json.WriteEndObject();
    }

    public void Set(string name, string value) => json.WriteString(name, value);

    public void Set(string name, Rgb value) => json.WriteString(name, value.ToString());

    public void Set(string name, bool value) => json.WriteBoolean(name, value);

    /// <summary>A number, to the bit; what is none is null.</summary>
    public void Set(string name, double value)
    {
        json.WritePropertyName(name);
        Value(value);
    }

    public void Set(string name, IEnumerable<double> values) => Array(name, () =>
    {
        foreach (double value in values)
            Value(value);
    });

    public void Set(string name, IEnumerable<string> values) => Array(name, () =>
    {
        foreach (string value in values)
            json.WriteStringValue(Plain(value));
    });

    /// <summary>Rows of numbers.</summary>
    public void Set(string name, double[,] values) => Array(name, () =>
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            json.WriteStartArray();
            for (int j = 0; j < values.GetLength(1); j++)
                Value(values[i, j]);
            json.WriteEndArray();
        }
    });

    /// <summary>Rows of texts, one for each number.</summary>
    public void Set(string name, double[,] values, Func<double, string> text) => Array(name, () =>
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            json.WriteStartArray();
            for (int j = 0; j < values.GetLength(1); j++)
                json.WriteStringValue(text(values[i, j]));
            json.WriteEndArray();
        }
    });

    /// <summary>The points of a line.</summary>
    public void Points(double[] xs, double[] ys)
    {
        if (xs.Length > MostPoints)
        {
            var kept = Thinning.Of(xs.Zip(ys), MostPoints / 2);
            (xs, ys) = ([.. kept.Select(static p => p.X)], [.. kept.Select(static p => p.Y)]);
        }
        Set("x", xs);
        Set("y", ys);
    }

    /// <summary>The colours of a map, by shares.</summary>
    public void Colors(ColorMap colors) => Array("colorscale", () =>
    {
        for (int i = 0; i < colors.Stops.Count; i++)
        {
            json.WriteStartArray();
            Value((double)i / (colors.Stops.Count - 1));
            json.WriteStringValue(colors.Stops[i].ToString());
            json.WriteEndArray();
        }
    });

    /// <summary>Colours with nothing between them.</summary>
    public void Steps(IEnumerable<Rgb> colors) => Array("colorscale", () =>
    {
        Rgb[] all = [.. colors];
        for (int i = 0; i < 2 * all.Length; i++)
        {
            json.WriteStartArray();
            Value((double)((i + 1) / 2) / all.Length);
            json.WriteStringValue(all[i / 2].ToString());
            json.WriteEndArray();
        }
    });

    /// <summary>The bar that tells colours, with ticks where the values lie in it.</summary>
    public void ColorBar(Shade shade, Func<double, double> place) => Object("colorbar", () =>
    {
        var ticks = Ticks.Of(shade.Scale, shade.Range, 6).Where(static tick => tick.Label is not null).ToArray();
        Set("thickness", 14);
        Set("outlinewidth", 0);
        Set("tickvals", ticks.Select(tick => place(tick.Value)));
        Set("ticktext", ticks.Select(static tick => tick.Label!));
    });

    private void Value(double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private void WriteLayout()
    {
        Object("margin", () =>
        {
            Set("l", Small ? 40 : 64);
            Set("r", Small ? 10 : 20);
            Set("t", Small ? 6 : 12);
            Set("b", Small ? 34 : 52);
        });
        Set("small", Small);
        Set("barmode", chart.Marks.OfType<BarMark>().Any() ? "group" : "overlay");
        Set("hovermode", "closest");
        Set("showlegend", Legend && named.Count <= MostNames && (named.Count > 1 || chart.Title.Length == 0 || chart.Marks.Count > 1));
        Object("legend", () =>
        {
            Set("orientation", "h");
            Set("x", 0.5);
            Set("xanchor", "center");
            Set("y", 1.02);
            Set("yanchor", "bottom");
        });
        WriteAxis("xaxis", chart.X, chart.XScale, Ranges.X, chart.Marks.Any(static mark => mark.XLabels is not null), reversed: false);
        WriteAxis("yaxis", chart.Y, chart.YScale, Ranges.Y, labelled: chart.Marks.Any(static mark => mark.YLabels is not null), reversed: true);
        WriteRules(chart.Marks.OfType<RuleMark>());
    }

    private void WriteAxis(string name, string title, Scale scale, Interval range, bool labelled, bool reversed) => Object(name, () =>
    {
        Object("title", () =>
        {
            Set("text", Plain(title));
            Set("standoff", Small ? 4 : 8);
        });
        Set("exponentformat", Math.Max(Math.Abs(range.Low), Math.Abs(range.High)) < 0.01 ? "power" : "SI");
        Set("automargin", true);
        if (labelled)
            Set("type", "category");
        else if (scale == Scale.Log)
            Set("type", "log");
        if (!reversed && !labelled && scale == Scale.Linear && chart.HasWholeX && range.Length < 8)
            Set("dtick", 1);
        Set("zeroline", false);
        var ends = scale == Scale.Log ? new(Math.Log10(range.Low), Math.Log10(range.High)) : range;
        Set("range", labelled && reversed ? [ends.High, ends.Low] : [ends.Low, ends.High]);
        if (chart.EqualAxes && reversed)
            Set("scaleanchor", "x");
        if (chart.EqualAxes)
            Set("constrain", "domain");
    });

    private void WriteRules(IEnumerable<RuleMark> rules)
    {
        Array("shapes", () =>
        {
            foreach (var rule in rules.Where(static rule => rule.AtX is null || rule.AtY is null))
                Item(() =>
                {
                    Set("type", "line");
                    Set("xref", rule.AtX is null ? "paper" : "x");
                    Set("yref", rule.AtY is null ? "paper" : "y");
                    Set("x0", rule.AtX ?? 0);
                    Set("x1", rule.AtX ?? 1);
                    Set("y0", rule.AtY ?? 0);
                    Set("y1", rule.AtY ?? 1);
                    Object("line", () =>
                    {
                        Set("dash", "dash");
                        Set("width", 1.2);
                        Set("color", "#808b96");
                    });
                });
        });
        Array("annotations", () =>
        {
            foreach (var rule in rules.Where(static rule => rule.Text is not null))
                Item(() =>
                {
                    Set("text", Plain(rule.Text!));
                    Set("showarrow", false);
                    Set("xref", rule.AtX is null ? "paper" : "x");
                    Set("yref", rule.AtY is null ? "paper" : "y");
                    Set("x", rule.AtX is { } x ? chart.XScale == Scale.Log ? Math.Log10(x) : x : 1);
                    Set("y", rule.AtY is { } y ? chart.YScale == Scale.Log ? Math.Log10(y) : y : 1);
                    Set("xanchor", rule.AtX is null ? "right" : "left");
                    Set("yanchor", rule.AtY is null ? "top" : "bottom");
                });
        });
    }
}
