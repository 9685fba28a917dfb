namespace AutoGrad;

/// <summary>
/// A point for a gradient check as a property-testing library makes and shrinks it: nothing but whole numbers, which every such library knows how to
/// draw and to make smaller, and from which a <see cref="PointReader"/> makes tensors. Smaller numbers and shorter lists make smaller tensors of
/// simpler values, and no numbers at all the simplest there are.
/// </summary>
/// <param name="Sizes">Where sizes of axes, ranks and other choices come from.</param>
/// <param name="Values">Where the elements come from, in quarters.</param>
/// <param name="Layout">How the tensors lie in memory: 0 contiguous, then sliced, transposed and expanded, and so on round.</param>
public sealed record GradCheckPoint(int[] Sizes, int[] Values, int Layout)
{
    /// <summary>The numbers, as they are to be given again.</summary>
    public override string ToString() => $"new GradCheckPoint([{string.Join(", ", Sizes)}], [{string.Join(", ", Values)}], {Layout})";
}

/// <summary>Makes tensors of a <see cref="GradCheckPoint"/>, reading it from the beginning on; where it ends there are zeros.</summary>
public sealed class PointReader
{
    private readonly GradCheckPoint point;
    private int sizes, values;

    internal PointReader(GradCheckPoint point) => this.point = point;

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, for the size of an axis or any other choice.</summary>
    public int Size(int least = 1, int most = 3)
    {
        if (least > most)
            throw new ArgumentException($"Size: least is {least} and most is {most}; least must not be above most.");
        int number = sizes < point.Sizes.Length ? point.Sizes[sizes] : 0;
        sizes++;
        return least + (int)(Math.Abs((long)number) % (most - least + 1));
    }

    /// <summary>A shape of so many axes.</summary>
    public Shape Shape(int rank, int least = 1, int most = 3) => new(Enumerable.Range(0, rank).Select(_ => Size(least, most)).ToArray().AsSpan());

    /// <summary>A shape of any rank within bounds.</summary>
    public Shape AnyShape(int leastRank = 0, int mostRank = 3) => Shape(Size(leastRank, mostRank));

    /// <summary>A Float64 tensor of a shape, with values of a domain away from its kinks.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="domain">Where the function is defined and differentiable; everywhere unless given.</param>
    public Tensor Tensor(Shape shape, Domain? domain = null)
    {
        domain ??= Domain.Reals;
        var numbers = new double[shape.ElementCount];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = Value(values < point.Values.Length ? point.Values[values++] : 0, domain);
        var layout = (PointLayout)(Math.Abs((long)point.Layout) % 4);
        return PointDraw.Arrange(AutoGrad.Tensor.Of<double>(numbers, shape), layout);
    }

    /// <summary>So many quarters from the simplest value of a domain, and in again at the other end where that lies outside.</summary>
    private static double Value(int quarters, Domain domain)
    {
        double margin = Math.Min(0.1, (domain.High - domain.Low) / 20);
        bool Clear(double x) => x >= domain.Low && x <= domain.High && !Array.Exists(domain.Kinks, kink => Math.Abs(x - kink) < margin);
        double simplest = Clear(0) ? 0 : Clear(1) ? 1 : (domain.Low + domain.High) / 2;
        double offset = (simplest - domain.Low + 0.25 * quarters) % (domain.High - domain.Low);
        double value = domain.Low + (offset < 0 ? offset + (domain.High - domain.Low) : offset);
        while (!Clear(value))
            value = value + margin > domain.High ? domain.Low : value + margin;
        return value;
    }
}
