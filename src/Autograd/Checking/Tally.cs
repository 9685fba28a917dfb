namespace AutoGrad;

/// <summary>Entries of one input's derivative that were compared so far.</summary>
internal sealed class Tally(double absolute, double relative)
{
    private readonly HashSet<string> wrongInputs = [], wrongOutputs = [];
    private GradCheckEntry? worst;
    private double worstScore = -1, difference, analytic, numeric;
    private int wrong, atKinks;

    public int Count { get; private set; }

    public bool IsZero => atKinks == 0 && analytic == 0 && numeric == 0;

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="rounding">What rounding alone does to the quotient.</param>
    /// <param name="slopes">The slopes on either side where the function has a kink, between which the derivative may lie.</param>
    /// <returns>Whether it agrees.</returns>
    public bool Add(GradCheckEntry entry, double rounding, (double Left, double Right)? slopes = null)
    {
        Count++;
        double tolerance = absolute + relative * Math.Abs(entry.Numeric) + rounding;
        bool atKink = slopes is var (left, right)
            && entry.Analytic >= Math.Min(left, right) - tolerance && entry.Analytic <= Math.Max(left, right) + tolerance;
        bool agrees = atKink || entry.AbsoluteDifference <= tolerance;
        if (atKink)
            atKinks++;
        else
        {
            difference += entry.AbsoluteDifference * entry.AbsoluteDifference;
            analytic += entry.Analytic * entry.Analytic;
            numeric += entry.Numeric * entry.Numeric;
        }
        if (!agrees)
        {
            wrong++;
            wrongInputs.Add(entry.InputElement.ToString());
            wrongOutputs.Add(entry.Output + entry.OutputElement);
        }
        double score = atKink ? 0
            : double.IsNaN(entry.AbsoluteDifference) ? double.PositiveInfinity
            : entry.AbsoluteDifference / Math.Max(tolerance, double.Epsilon);
        if (score > worstScore)
            (worst, worstScore) = (entry, score);
        return agrees;
    }

    public GradCheckPart Part(GradCheckOrder order, string input, Shape shape, int outputs) => new(
        order, input, shape, Count, wrong, worst, difference == 0 ? 0 : Math.Sqrt(difference) / (Math.Sqrt(analytic) + Math.Sqrt(numeric)))
    {
        AtKinks = atKinks,
        Surroundings = wrong > 0 && worst is { IsProjection: false } && Count > 1 ? Surroundings(worst.InputElement, input, shape, outputs) : null,
    };

    /// <summary>A few words on where the wrong entries are: a lone element, a row, everything.</summary>
    private string Surroundings(Shape at, string input, Shape shape, int outputs)
    {
        var beside = new List<string>();
        for (int axis = shape.Rank - 1; axis >= 0 && beside.Count < 4; axis--)
            foreach (int next in new[] { at[axis] - 1, at[axis] + 1 })
                if (next >= 0 && next < shape[axis] && at.With(axis, next) is var place)
                    beside.Add($"{input}{place} {(wrongInputs.Contains(place.ToString()) ? "disagrees" : "agrees")}");
        return (beside.Count > 0 ? $"beside it {string.Join(", ", beside)}; " : "") +
            $"wrong by {wrongInputs.Count} of {shape.ElementCount} elements of {input}, in {wrongOutputs.Count} of {outputs} of the result";
    }
}
