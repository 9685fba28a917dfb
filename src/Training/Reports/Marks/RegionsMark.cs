namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Colours the plane by class, as a classifier divides it. A class has the colour of the series of the same name.</summary>
    /// <param name="classify">The class at (x, y), from 0.</param>
    /// <param name="x">From where to where along x.</param>
    /// <param name="y">From where to where along y.</param>
    /// <param name="names">What the classes are called, so many as there are.</param>
    /// <param name="points">At how many points the classifier is asked along each axis.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">A range is none, or there is no name for a class.</exception>
    public Chart Regions(
        Func<double, double, int> classify, (double Low, double High) x, (double Low, double High) y, IEnumerable<string> names, int points = 200)
    {
        ArgumentNullException.ThrowIfNull(classify);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var (across, along) = (Interval.Of(x, nameof(x)), Interval.Of(y, nameof(y)));
        var classes = new int[points, points];
        for (int i = 0; i < points; i++)
            for (int j = 0; j < points; j++)
                classes[i, j] = classify(across.Low + across.Length * (j + 0.5) / points, along.Low + along.Length * (i + 0.5) / points);
        return Regions(classes, x, y, names);
    }

    /// <summary>Colours the plane by class, as a model divides it.</summary>
    /// <param name="model">The model, from points <c>[N, 2]</c> in Float32 to scores <c>[N, C]</c>, of which the greatest counts, or to one score
    /// each, <c>[N]</c> or <c>[N, 1]</c>, which stands for class 1 above the threshold. It is asked unrecorded; have it in evaluation mode.</param>
    /// <param name="x">From where to where along x.</param>
    /// <param name="y">From where to where along y.</param>
    /// <param name="names">What the classes are called, so many as there are.</param>
    /// <param name="points">At how many points it is asked along each axis, all of them at once.</param>
    /// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">A range is none, the result has another shape, or there is no name for a class.</exception>
    public Chart Regions(
        Func<Tensor, Tensor> model, (double Low, double High) x, (double Low, double High) y, IEnumerable<string> names,
        int points = 200, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var (across, along) = (Interval.Of(x, nameof(x)), Interval.Of(y, nameof(y)));
        var places = new float[points * points, 2];
        for (int i = 0; i < points * points; i++)
        {
            places[i, 0] = (float)(across.Low + across.Length * (i % points + 0.5) / points);
            places[i, 1] = (float)(along.Low + along.Length * (i / points + 0.5) / points);
        }
        using var unrecorded = Autodiff.NoGrad();
        var scores = model(Tensor.Of(places)).Detach();
        bool single = scores.Rank == 1 || scores.Rank == 2 && scores.Shape[1] == 1;
        if (scores.Rank is not (1 or 2) || scores.Shape[0] != points * points)
            throw new ShapeException($"{this}: the model makes {scores.Shape} of {points * points} points [N, 2]; scores are [N, C], [N, 1] or [N].");
        long[] found = (single ? scores.Flatten() > threshold : scores.ArgMax(1)).To(DType.Int64).ToArray<long>();
        var classes = new int[points, points];
        for (int i = 0; i < found.Length; i++)
            classes[i / points, i % points] = (int)found[i];
        return Regions(classes, x, y, names);
    }

    /// <summary>Colours the plane by class.</summary>
    /// <param name="classes">The classes, <c>[rows, columns]</c>, in cells of equal size; the first row lies where y is least.</param>
    /// <param name="x">From where to where the columns lie.</param>
    /// <param name="y">From where to where the rows lie.</param>
    /// <param name="names">What the classes are called, so many as there are.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">A range is none, there are no cells, or there is no name for a class.</exception>
    public Chart Regions(int[,] classes, (double Low, double High) x, (double Low, double High) y, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(names);
        string[] named = [.. names];
        if (classes.Length == 0)
            throw new ArgumentException($"{this}: the regions have no cells.", nameof(classes));
        foreach (int c in classes)
            if (c < 0 || c >= named.Length)
                throw new ArgumentException($"{this}: a region is of class {c}, and there are names for classes 0 to {named.Length - 1}.",
                    nameof(names));
        return Add(new RegionsMark((int[,])classes.Clone(), Interval.Of(x, nameof(x)), Interval.Of(y, nameof(y)), named));
    }
}

/// <summary>Cells of a plane by class.</summary>
internal sealed record RegionsMark(int[,] Classes, Interval Across, Interval Along, string[] Names) : Mark
{
    private const double Opacity = 0.3;

    public override bool Covers => true;

    public override Interval X(Scale scale) => Across;

    public override Interval Y(Scale scale) => Along;

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Names.Select(name => new LegendEntry(name, pens[name], Symbol.Box));

    public override void Draw(Plot plot)
    {
        for (int c = 0; c < Names.Length; c++)
            plot.Svg.Area(Runs(c).Select(run => Corners(plot, run)), plot.Pens[Names[c]], Opacity);
    }

    /// <summary>Rectangles of cells of a class: a stretch of a row, and the same stretch of the rows after it.</summary>
    private IEnumerable<(int Row, int Rows, int Column, int End)> Runs(int c)
    {
        int rows = Classes.GetLength(0), columns = Classes.GetLength(1);
        var open = new Dictionary<(int Column, int End), int>();
        for (int row = 0; row <= rows; row++)
        {
            var here = new HashSet<(int Column, int End)>();
            for (int column = 0; row < rows && column < columns; column++)
                if (Classes[row, column] == c)
                {
                    int start = column;
                    while (column < columns && Classes[row, column] == c)
                        column++;
                    here.Add((start, column));
                }
            foreach (var (run, first) in open.Where(pair => !here.Contains(pair.Key)).OrderBy(static pair => pair.Key).ToArray())
            {
                open.Remove(run);
                yield return (first, row - first, run.Column, run.End);
            }
            foreach (var run in here)
                open.TryAdd(run, row);
        }
    }

    private (double X, double Y)[] Corners(Plot plot, (int Row, int Rows, int Column, int End) run)
    {
        double width = Across.Length / Classes.GetLength(1), height = Along.Length / Classes.GetLength(0);
        double left = Across.Low + width * run.Column, right = Across.Low + width * run.End;
        double low = Along.Low + height * run.Row, high = Along.Low + height * (run.Row + run.Rows);
        return [plot.Place(left, low), plot.Place(right, low), plot.Place(right, high), plot.Place(left, high)];
    }

    public override void Write(PlotlyWriter plotly)
    {
        var (rows, columns) = (Classes.GetLength(0), Classes.GetLength(1));
        var table = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                table[i, j] = Classes[i, j];
        plotly.Trace("heatmap", null, () =>
        {
            plotly.Set("x0", Across.Low + Across.Length / columns / 2);
            plotly.Set("dx", Across.Length / columns);
            plotly.Set("y0", Along.Low + Along.Length / rows / 2);
            plotly.Set("dy", Along.Length / rows);
            plotly.Set("z", table);
            plotly.Set("zmin", -0.5);
            plotly.Set("zmax", Names.Length - 0.5);
            plotly.Steps(Names.Select(name => plotly.Pens[name]));
            plotly.Set("opacity", Opacity);
            plotly.Set("showscale", false);
            plotly.Set("hoverinfo", "skip");
        });
        foreach (string name in Names)
            plotly.Trace("scatter", name, () =>
            {
                plotly.Set("mode", "markers");
                plotly.Set("x", [double.NaN]);
                plotly.Set("y", [double.NaN]);
                plotly.Object("marker", () =>
                {
                    plotly.Set("symbol", "square");
                    plotly.Set("size", 10);
                    plotly.Set("color", plotly.Pens[name]);
                });
            });
    }
}
