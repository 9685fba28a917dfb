using AutoGrad.Nn;

namespace AutoGrad.Training.Reports;

/// <summary>
/// The loss of a model on a plane in the space of its parameters: at <c>centre + a·u + b·v</c> for two directions u and v.
/// <code>
/// var path = new List&lt;Tensor&gt;();                                   // in the loop: path.Add(net.Parameters().ToVector().Detach())
/// var surface = LossSurface.Along(net, () => Loss.Mse(net.Call(x), y), path);
/// surface.ToChart("Loss").Path("Adam", surface.Place(path)).SaveSvg("loss.svg");
/// </code>
/// </summary>
public sealed class LossSurface
{
    private readonly Module model;
    private readonly Func<Tensor> loss;
    private readonly double[] centre, u, v;
    private readonly IReadOnlyList<(double X, double Y)> path;

    private LossSurface(Module model, Func<Tensor> loss, double[] centre, double[] u, double[] v, IEnumerable<double[]>? path = null)
    {
        (this.model, this.loss, this.centre, this.u, this.v) = (model, loss, centre, u, v);
        this.path = [.. (path ?? []).Select(Place)];
    }

    /// <summary>The plane around the model's parameters as they are that two random directions span, each filter, or row of weights, as long as the
    /// model's own (Li et al., 2018: <i>Visualizing the loss landscape of neural nets</i>). Biases and parameters of normalisation stay as they
    /// are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">Its loss, a number, computed with the parameters it has at the time.</param>
    /// <param name="generator">Where directions are drawn from.</param>
    /// <exception cref="ArgumentException">The model has no weights.</exception>
    public static LossSurface Around(Module model, Func<Tensor> loss, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        var parameters = model.Parameters();
        if (parameters.All(static parameter => parameter.Rank < 2))
            throw new ArgumentException("LossSurface: the model has no weights with two or more axes to go along.", nameof(model));
        return new(model, loss, Vector(parameters), Direction(parameters, generator), Direction(parameters, generator));
    }

    /// <summary>The plane through the last of the points an optimizer went through, along the two directions in which they spread most: the principal
    /// components of their differences from it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">Its loss, a number, computed with the parameters it has at the time.</param>
    /// <param name="path">The points: all parameters as a vector, <c>model.Parameters().ToVector()</c>.</param>
    /// <exception cref="ArgumentException">There are fewer than three points, or they lie on a line.</exception>
    /// <exception cref="ShapeException">They are no vectors of the model's size.</exception>
    public static LossSurface Along(Module model, Func<Tensor> loss, IEnumerable<Tensor> path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(path);
        int size = model.Parameters().Sum(static parameter => parameter.ElementCount);
        double[][] points = [.. path.Select(point => Checked(point, size))];
        if (points.Length < 3)
            throw new ArgumentException($"LossSurface: a path has {points.Length} points; two directions take three.", nameof(path));
        double[] last = points[^1];
        var differences = new double[points.Length - 1, size];
        for (int i = 0; i + 1 < points.Length; i++)
            for (int j = 0; j < size; j++)
                differences[i, j] = points[i][j] - last[j];
        using var unrecorded = Autodiff.NoGrad();
        var (_, spread, directions) = Tensor.Of(differences).Svd(fullMatrices: false);
        double[] lengths = spread.ToArray<double>();
        if (lengths.Length < 2 || !(lengths[1] > 1e-12 * lengths[0]))
            throw new ArgumentException("LossSurface: the points of the path lie on a line; two directions take three that do not.", nameof(path));
        return new(model, loss, last, Turned(directions[0].ToArray<double>()), Turned(directions[1].ToArray<double>()), points);

        // Singular vectors have a sign by chance; here their largest element is positive.
        static double[] Turned(double[] direction) => direction.MaxBy(Math.Abs) < 0 ? [.. direction.Select(static x => -x)] : direction;
    }

    /// <summary>Where points lie on the plane, or their nearest neighbours on it.</summary>
    /// <param name="points">All parameters as a vector, of the same model.</param>
    /// <exception cref="ShapeException">They are no vectors of the model's size.</exception>
    public (double X, double Y)[] Place(IEnumerable<Tensor> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return [.. points.Select(point => Place(Checked(point, centre.Length)))];
    }

    /// <summary>The loss at a place on the plane. The model has its own parameters again afterwards; it is asked unrecorded, in evaluation
    /// mode.</summary>
    public double this[double x, double y] => At([(x, y)])[0];

    /// <summary>The loss as a chart of contours.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="x">From where to where along the first direction; around the path, or from −1 to 1, by default.</param>
    /// <param name="y">From where to where along the second.</param>
    /// <param name="points">At how many points the loss is computed along each axis.</param>
    /// <param name="levels">About how many levels.</param>
    /// <param name="scale">How the levels are spread.</param>
    public Chart ToChart(
        string title = "Loss", (double Low, double High)? x = null, (double Low, double High)? y = null,
        int points = 41, int levels = 14, Scale scale = Scale.Log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var xs = Numbers.Even(x is { } across ? Interval.Of(across, nameof(x)) : Default(path.Select(static place => place.X)), points);
        var ys = Numbers.Even(y is { } along ? Interval.Of(along, nameof(y)) : Default(path.Select(static place => place.Y)), points);
        double[] all = At([.. ys.SelectMany(b => xs.Select(a => (a, b)))]);
        var values = new double[points, points];
        Buffer.BlockCopy(all, 0, values, 0, all.Length * sizeof(double));
        return new Chart(title) { X = "first direction", Y = "second direction" }.Contour(xs, ys, values, levels, scale);
    }

    private static Interval Default(IEnumerable<double> places) =>
        Interval.Around(places, Scale.Linear) is { IsEmpty: false } around ? around.WithRoom(Scale.Linear, 0.2) : new(-1, 1);

    private double[] At((double X, double Y)[] places)
    {
        var parameters = model.Parameters();
        using var mode = new EvaluationMode(model);
        var before = parameters.ToVector().Detach().Clone();
        var losses = new double[places.Length];
        try
        {
            for (int i = 0; i < places.Length; i++)
            {
                var (x, y) = places[i];
                parameters.LoadVector(Tensor.Of(centre.Select((c, j) => c + x * u[j] + y * v[j]).ToArray()));
                losses[i] = loss().To(DType.Float64).Item<double>();
            }
        }
        finally
        {
            parameters.LoadVector(before);
        }
        return losses;
    }

    /// <summary>The point of the plane nearest to one: the directions need not be at right angles.</summary>
    private (double X, double Y) Place(double[] point)
    {
        double uu = 0, uv = 0, vv = 0, pu = 0, pv = 0;
        for (int i = 0; i < centre.Length; i++)
        {
            double p = point[i] - centre[i];
            (uu, uv, vv, pu, pv) = (uu + u[i] * u[i], uv + u[i] * v[i], vv + v[i] * v[i], pu + p * u[i], pv + p * v[i]);
        }
        double determinant = uu * vv - uv * uv;
        return ((pu * vv - pv * uv) / determinant, (pv * uu - pu * uv) / determinant);
    }

    private static double[] Checked(Tensor point, int size) => point is { Rank: 1 } && point.ElementCount == size
        ? Numbers.Of(point, nameof(point))
        : throw new ShapeException($"LossSurface: a point is {point?.Shape.ToString() ?? "null"}; " +
            $"the model's parameters are a vector of {size}: model.Parameters().ToVector().");

    private static double[] Vector(IReadOnlyList<Parameter> parameters) =>
        [.. parameters.SelectMany(static parameter => Numbers.Of(parameter, nameof(parameter)))];

    private static double[] Direction(IReadOnlyList<Parameter> parameters, Generator? generator)
    {
        var direction = new List<double>();
        foreach (var parameter in parameters)
        {
            double[] weights = Numbers.Of(parameter, nameof(parameter)), drawn = new double[weights.Length];
            if (parameter.Rank >= 2)
            {
                drawn = Tensor.Randn([weights.Length], generator, DType.Float64).ToArray<double>();
                int size = weights.Length / parameter.Shape[0];
                for (int start = 0; start < drawn.Length; start += size)
                {
                    double length = Length(weights.AsSpan(start, size)) / Length(drawn.AsSpan(start, size));
                    for (int i = start; i < start + size; i++)
                        drawn[i] *= length;
                }
            }
            direction.AddRange(drawn);
        }
        return [.. direction];
    }

    private static double Length(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
