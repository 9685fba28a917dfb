namespace AutoGrad.Training.Reports;

/// <summary>The page around a report: its style, and the script that hands the figures to plotly.js.</summary>
internal static class Html
{
    /// <summary>Nothing is fetched from anywhere: what a page needs is in it.</summary>
    public const string Policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

    public const string Style = """
        :root{color-scheme:light dark;--ground:#fff;--card:#fff;--ink:#1f2328;--muted:#59636e;--edge:#d8dee4;--grid:#e8ebef;--stripe:#f6f8fa}
        @media(prefers-color-scheme:dark){
        :root{--ground:#0d1117;--card:#0d1117;--ink:#e6edf3;--muted:#9aa4af;--edge:#2b323b;--grid:#272d36;--stripe:#151b23}}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
        main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
        h1{font-size:28px;margin:0 0 8px}h2{font-size:20px;margin:40px 0 12px;padding-top:20px;border-top:1px solid var(--edge)}
        p{max-width:75ch;margin:10px 0;white-space:pre-line}nav{margin:8px 0 0;color:var(--muted)}
        nav a{margin-right:18px}a{color:#3b7dd8;text-decoration:none}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,470px),1fr));gap:18px;margin:16px 0}
        figure{margin:0;border:1px solid var(--edge);border-radius:8px;background:var(--card);padding:12px;min-width:0}figure.wide{grid-column:1/-1}
        .figures>figure:only-child:not(.wide){box-sizing:border-box;width:100%;max-width:780px;margin:0 auto}
        figcaption{text-align:center;font-weight:600}
        .names{display:flex;flex-wrap:wrap;justify-content:center;gap:4px 18px;font-size:13px;margin:4px 0 8px}
        .names i{display:inline-block;width:18px;height:3px;border-radius:2px;margin-right:6px;vertical-align:middle}
        .names i.box{width:11px;height:11px}
        .panels{display:grid;gap:4px}.panels figcaption{font-size:13px}.panels figure{border:0;padding:0}
        .plot{width:100%;min-height:120px}.picture{text-align:center}.picture svg{max-width:100%;height:auto}
        .scroll{overflow-x:auto;margin:16px 0}table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:5px 14px;text-align:left}
        th{border-bottom:2px solid var(--edge);font-weight:600}td{border-bottom:1px solid var(--edge)}td.number{text-align:right}
        tr:nth-child(even) td{background:var(--stripe)}
        """;

    /// <summary>Draws every figure, in the colours of the page, and again when those change. The button that would hand the data to a service is left
    /// out.</summary>
    public const string Script = """
        (() => {
          const figures = JSON.parse(document.getElementById("figures").textContent);
          const dark = matchMedia("(prefers-color-scheme: dark)");
          const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
          const clear = "rgba(0,0,0,0)";
          const axis = given => ({...given, gridcolor: color("--grid"), linecolor: color("--muted"), showline: true, mirror: true, ticks: "",
              tickfont: {color: color("--muted")}});
          const layout = given => ({...given, paper_bgcolor: clear, plot_bgcolor: clear, modebar: {bgcolor: clear},
            font: {family: "system-ui, sans-serif", size: given.small ? 10 : 12, color: color("--ink")}, xaxis: axis(given.xaxis),
                yaxis: axis(given.yaxis)});
          const draw = () => figures.forEach((figure, i) =>
            Plotly.react("figure-" + i, figure.data, layout(figure.layout), {
              responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["select2d", "lasso2d"],
              displayModeBar: figure.layout.small ? false : "hover"}));
          draw();
          dark.addEventListener("change", draw);
        })();
        """;
}
