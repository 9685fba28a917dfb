namespace AutoGrad.Optim;

/// <summary>
/// A line search for the strong Wolfe conditions, f(t) ≤ f(0) + c₁·t·f′(0) and |f′(t)| ≤ c₂·|f′(0)|: first go on until such a point is bracketed,
/// then narrow the bracket by cubic interpolation. Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6, with the safeguards and
/// limits that PyTorch inherited from minFunc.
/// </summary>
internal static class StrongWolfe
{
    private const double Decrease = 1e-4, Flattening = 0.9;
    private const int MaxTries = 25;

    /// <summary>A point of the line: how far it lies, the loss, the gradient, and the slope along the line.</summary>
    public readonly record struct Probe(double At, double Loss, double[] Gradient, double Slope);

    /// <summary>Finds a length.</summary>
    /// <param name="evaluate">Looks at a point.</param>
    /// <param name="start">The point at 0.</param>
    /// <param name="length">Where to look first.</param>
    /// <param name="narrowest">How wide a bracket is not worth narrowing.</param>
    public static Probe Search(Func<double, Probe> evaluate, Probe start, double length, double narrowest)
    {
        Probe previous = start, current = evaluate(length);
        int tries = 0;
        while (true)
        {
            if (tries == MaxTries)
                return start.Loss <= current.Loss ? start : current;
            if (!Decreases(current) || tries > 1 && current.Loss >= previous.Loss)
                break;
            if (IsFlat(current))
                return current;
            if (current.Slope >= 0)
                break;
            double next = Interpolate(previous, current, current.At + 0.01 * (current.At - previous.At), current.At * 10);
            (previous, current) = (current, evaluate(next));
            tries++;
        }

        var (low, high) = current.Loss < previous.Loss ? (current, previous) : (previous, current);
        for (bool slow = false; tries < MaxTries && Math.Abs(high.At - low.At) >= narrowest; tries++)
        {
            double left = Math.Min(low.At, high.At), right = Math.Max(low.At, high.At), margin = 0.1 * (right - left);
            double next = Interpolate(low, high, left, right);
            // Close to an end twice, or at it: that would get nowhere.
            bool close = Math.Min(right - next, next - left) < margin, push = close && (slow || next >= right || next <= left);
            if (push)
                next = Math.Abs(next - right) < Math.Abs(next - left) ? right - margin : left + margin;
            slow = close && !push;

            var probe = evaluate(next);
            if (!Decreases(probe) || probe.Loss >= low.Loss)
            {
                (low, high) = probe.Loss < low.Loss ? (probe, low) : (low, probe);
                continue;
            }
            if (IsFlat(probe))
                return probe;
            if (probe.Slope * (high.At - low.At) >= 0)
                high = low;
            low = probe;
        }
        return low;

        // What is not a number decreases nothing.
        bool Decreases(Probe probe) => probe.Loss <= start.Loss + Decrease * probe.At * start.Slope;
        bool IsFlat(Probe probe) => Math.Abs(probe.Slope) <= -Flattening * start.Slope;
    }

    /// <summary>The least point of the cubic through two points with their slopes, within bounds; their middle where it has none.</summary>
    private static double Interpolate(Probe a, Probe b, double lowest, double highest)
    {
        if (a.At > b.At)
            (a, b) = (b, a);
        double bend = a.Slope + b.Slope - 3 * (a.Loss - b.Loss) / (a.At - b.At), square = bend * bend - a.Slope * b.Slope;
        if (!(square >= 0))
            return (lowest + highest) / 2;
        double root = Math.Sqrt(square), least = b.At - (b.At - a.At) * ((b.Slope + root - bend) / (b.Slope - a.Slope + 2 * root));
        return double.IsNaN(least) ? (lowest + highest) / 2 : Math.Min(Math.Max(least, lowest), highest);
    }
}
