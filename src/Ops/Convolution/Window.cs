namespace AutoGrad;

/// <summary>
/// How a window moves over the spatial axes of [N, C, …], one number an axis: element k of the window at place i lies over element
/// i·Stride + k·Dilation − Before of the input, of which what lies outside is padding.
/// </summary>
/// <param name="Stride">How far the window moves from place to place, at least 1.</param>
/// <param name="Before">How much padding there is before the first element.</param>
/// <param name="After">How much padding there is after the last.</param>
/// <param name="Dilation">How far neighbours in the window lie apart, at least 1.</param>
public sealed record Window(Shape Stride, Shape Before, Shape After, Shape Dilation)
{
    /// <summary>Over how many axes the window moves.</summary>
    public int Axes => Stride.Rank;

    /// <summary>Stride 1, no padding and dilation 1 over so many axes.</summary>
    public static Window Plain(int axes)
    {
        Shape ones = Enumerable.Repeat(1, axes).ToArray(), zeros = new int[axes];
        return new(ones, zeros, zeros, ones);
    }

    /// <summary>How many elements of the padded input a window covers along an axis, those that dilation leaves out counted.</summary>
    public int Extent(int axis, int kernel) => (kernel - 1) * Dilation[axis] + 1;

    /// <summary>How many places a window has along an axis; 0 or less where it does not fit.</summary>
    public int Places(int axis, int size, int kernel)
    {
        int room = size + Before[axis] + After[axis] - Extent(axis, kernel);
        return room < 0 ? 0 : room / Stride[axis] + 1;
    }

    /// <summary>The size of an axis of which a window had so many places and that left <paramref name="rest"/> elements over.</summary>
    public int Covered(int axis, int places, int kernel, int rest = 0) =>
        (places - 1) * Stride[axis] - Before[axis] - After[axis] + Extent(axis, kernel) + rest;

    /// <summary>Checks that strides and dilations are positive, paddings are not negative, and all speak of as many axes.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    internal void Require(string operation, int axes)
    {
        foreach (var (numbers, name, least) in
            new[] { (Stride, "stride", 1), (Before, "padding", 0), (After, "padding", 0), (Dilation, "dilation", 1) })
        {
            if (numbers.Rank != axes)
                throw new ShapeException($"{operation}: the {name} {numbers} has {numbers.Rank} numbers; there are {axes} spatial axes.");
            foreach (int number in numbers)
                if (number < least)
                    throw new ShapeException($"{operation}: the {name} is {numbers}; each number must be at least {least}.");
        }
    }
}
