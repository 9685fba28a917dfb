namespace AutoGrad;

/// <summary>The check by random projections: uᵀJv for drawn u and v against the difference of ⟨u, f⟩ along v.</summary>
internal sealed partial class JacobianCheck
{
    /// <summary>So many kinks are left out of a direction before it is given up.</summary>
    private const int MostKinks = 8;

    private void CheckProjections(
        CheckedFunction f, string[] outputs, Tensor[] y, GradCheckOrder order, GradCheckOrder forwardOrder, string[] inputNames)
    {
        var generator = Generator.Seeded(Seed + 3);
        var u = Array.ConvertAll(y, x => PointCopy.Draw(x, generator));
        if (Try(order, () => f.Gradients(u)) is not { } gradients)
            return;
        if (Try(order, () => f.Gradients(u)) is { } again && Apart(gradients, again) is { } apart)
            problems.Add($"{GradCheckPart.Name(order)}: two backward passes at the same point gave different derivatives{apart}.");
        if (ReportOverwritten(f))
            return;
        string output = outputs.Length == 1 ? outputs[0] : order == GradCheckOrder.First ? "results" : "gradients";
        for (int k = 0; k < f.Variables.Length; k++)
        {
            int input = f.Variables[k];
            var shape = f.ShapeOf(input);
            Tally backward = new(absolute, relative), sweep = new(absolute, relative);
            if (shape.ElementCount > 0)
            {
                double[] v = Direction(f.ShapeOf(input), generator), gradient = gradients[k];
                var line = new Line(f, input, v, gradient, u, epsilon, (roundingUnit, options.NondeterminismTolerance));
                var entry = new GradCheckEntry(inputNames[input], [], output, [], line.Analytic, line.Numeric) { IsProjection = true };
                for (int kinks = 0; !Agrees(entry, line.Rounding) && kinks <= MostKinks; kinks++)
                {
                    int element = line.Locate();
                    if (TryAt(line, element, entry, shape, out var single))
                    {
                        entry = single;
                        break;
                    }
                    line = line.Without(element); // A kink there; go on along the other elements.
                    entry = entry with { Analytic = line.Analytic, Numeric = line.Numeric };
                }
                backward.Add(entry, line.Rounding);
                if (options.ForwardMode && Try(forwardOrder, () => new Box(f.Tangent(k, line.Direction, u))) is { } tangent)
                    sweep.Add(new(inputNames[input], [], output, [], tangent.Value, line.Numeric) { IsProjection = true }, line.Rounding);
            }
            if (order == GradCheckOrder.First && backward is { Count: > 0, IsZero: true })
                doubts.Add("input without influence", $"nothing depends on {inputNames[input]}: all derivatives and all differences are 0.");
            parts.Add(backward.Part(order, inputNames[input], shape, 1));
            if (options.ForwardMode)
                parts.Add(sweep.Part(forwardOrder, inputNames[input], shape, 1));
        }
    }

    private bool Agrees(GradCheckEntry entry, double rounding) =>
        entry.AbsoluteDifference <= absolute + relative * Math.Abs(entry.Numeric) + rounding;

    /// <summary>The entry of the one element that was found to blame, or false where the function has a kink there and the
    /// derivative will do.</summary>
    private bool TryAt(Line line, int element, GradCheckEntry projection, Shape shape, out GradCheckEntry entry)
    {
        var test = new SmoothnessTest(scale => line.At(element, scale));
        entry = new(projection.Input, PointCopy.Index(shape, element), $"uᵀ{projection.Output}", [], line.Gradient[element], 0);
        var (numeric, rounding, slopes) = Differentiate(test, 0, 0, entry);
        entry = entry with { Numeric = numeric };
        if (slopes is not null && new Tally(absolute, relative).Add(entry, rounding, slopes))
            return false;
        if (Agrees(entry, rounding))
            entry = projection; // It is not this element alone.
        return true;
    }

    /// <summary>Numbers of either sign, none near 0; few of them where there are many elements, so that the step stays a small one.</summary>
    private static double[] Direction(Shape shape, Generator generator)
    {
        double[] v = PointCopy.Numbers(PointCopy.Draw(Tensor.Zeros(shape, DType.Float64), generator));
        double scale = Math.Min(1, 100 / Math.Sqrt(Math.Max(1, v.Length)));
        return Array.ConvertAll(v, x => x * scale);
    }

    private sealed record Box(double Value);

    /// <summary>One input's direction, and the projections along it or along parts of it.</summary>
    private sealed class Line
    {
        private readonly CheckedFunction f;
        private readonly int input;
        private readonly Tensor[] u;
        private readonly double h;
        private readonly (double Unit, double Wavering) noise;

        public Line(CheckedFunction f, int input, double[] direction, double[] gradient, Tensor[] u, double h, (double, double) noise)
        {
            (this.f, this.input, Direction, Gradient, this.u, this.h, this.noise) = (f, input, direction, gradient, u, h, noise);
            (Analytic, Numeric, Rounding) = Project(0, direction.Length);
        }

        public double[] Direction { get; }

        public double[] Gradient { get; }

        public double Analytic { get; }

        public double Numeric { get; }

        public double Rounding { get; }

        public Line Without(int element)
        {
            var direction = (double[])Direction.Clone();
            direction[element] = 0;
            return new(f, input, direction, Gradient, u, h, noise);
        }

        /// <summary>The element that the disagreement comes from, or most of it: the half that disagrees more, and so on.</summary>
        public int Locate()
        {
            int from = 0, to = Direction.Length;
            double whole = Analytic - Numeric;
            while (to - from > 1)
            {
                int middle = (from + to) / 2;
                var (analytic, numeric, _) = Project(from, middle);
                double left = analytic - numeric, right = whole - left;
                // NaN on either side draws the search to it.
                bool goLeft = double.IsNaN(left) || !double.IsNaN(right) && Math.Abs(left) >= Math.Abs(right);
                (from, to, whole) = goLeft ? (from, middle, left) : (middle, to, right);
                if (double.IsNaN(whole) && !goLeft && Project(from, to) is var (a, n, _))
                    whole = a - n;
            }
            return from;
        }

        /// <summary>Differences along one element alone.</summary>
        public Differences At(int element, double scale)
        {
            var along = new double[Direction.Length];
            along[element] = 1;
            return f.Along(input, along, u, h * scale, noise.Unit, noise.Wavering, here: true);
        }

        private (double Analytic, double Numeric, double Rounding) Project(int from, int to)
        {
            var part = new double[Direction.Length];
            Array.Copy(Direction, from, part, from, to - from);
            var differences = f.Along(input, part, u, h, noise.Unit, noise.Wavering, here: false);
            double analytic = 0;
            for (int i = from; i < to; i++)
                analytic += part[i] == 0 ? 0 : part[i] * Gradient[i];
            return (analytic, differences.Central(0, 0), differences.LeastRounding);
        }
    }
}
