namespace AutoGrad.Training.Reports;

/// <summary>Something drawn in a chart: numbers, and how they are shown.</summary>
internal abstract record Mark
{
    /// <summary>What it is called in the legend; null where it is not in it.</summary>
    public string? Name { get; init; }

    /// <summary>Its colour; null where it takes one in turn.</summary>
    public Rgb? Color { get; init; }

    /// <summary>What it takes its colour in turn by.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether it covers an area to the edges, so that the axes end with it.</summary>
    public virtual bool Covers => false;

    /// <summary>Whether it stands on the axis, so that there is no room below 0.</summary>
    public virtual bool Stands => false;

    /// <summary>Whether its points lie at whole numbers along x.</summary>
    public virtual bool HasWholeX => !Covers;

    /// <summary>Texts in the place of numbers along x, at 0, 1, 2, …</summary>
    public virtual IReadOnlyList<string>? XLabels => null;

    /// <summary>Texts in the place of numbers along y, at 0, 1, 2, … from the top.</summary>
    public virtual IReadOnlyList<string>? YLabels => null;

    /// <summary>Values and their colours, to be told beside the chart.</summary>
    public virtual Shade? ColorBar => null;

    /// <summary>From where to where it goes along x.</summary>
    public abstract Interval X(Scale scale);

    /// <summary>From where to where it goes along y.</summary>
    public abstract Interval Y(Scale scale);

    /// <summary>What it has in the legend.</summary>
    public abstract IEnumerable<LegendEntry> Legend(Pens pens);

    /// <summary>Draws it.</summary>
    public abstract void Draw(Plot plot);

    /// <summary>Writes it for plotly.js.</summary>
    public abstract void Write(PlotlyWriter plotly);

    /// <summary>Its colour.</summary>
    public Rgb Ink(Pens pens) => Color ?? pens[Key];

    private protected IEnumerable<LegendEntry> Entry(Pens pens, Symbol symbol) => Name is { Length: > 0 } name ? [new(name, Ink(pens), symbol)] : [];
}

/// <summary>Where a mark is drawn.</summary>
/// <param name="Svg">On which page.</param>
/// <param name="X">Places from the left.</param>
/// <param name="Y">Places from the top.</param>
/// <param name="Pens">The colours in turn.</param>
/// <param name="Slot">Which of the groups of bars it is, and of how many.</param>
/// <param name="Font">The size of text.</param>
internal sealed record Plot(Svg Svg, Axis X, Axis Y, Pens Pens, (int Index, int Count) Slot, double Font)
{
    public Box Box => new(X.Start, Math.Min(Y.Start, Y.End), X.End - X.Start, Math.Abs(Y.Start - Y.End));

    public (double X, double Y) Place(double x, double y) => (X[x], Y[y]);

    /// <summary>The box between two corners, which may lie outside of the axes.</summary>
    public Box Between(double x1, double y1, double x2, double y2)
    {
        var (left, right, top, bottom) = (Inside(X[x1], X), Inside(X[x2], X), Inside(Y[y2], Y), Inside(Y[y1], Y));
        return new(Math.Min(left, right), Math.Min(top, bottom), Math.Abs(right - left), Math.Abs(bottom - top));

        static double Inside(double place, Axis axis) =>
            double.IsFinite(place) ? Math.Clamp(place, Math.Min(axis.Start, axis.End) - 10, Math.Max(axis.Start, axis.End) + 10) : axis.Start;
    }
}
