namespace AutoGrad;

/// <summary>A shape seen as a matrix, whose rows the last axes make together.</summary>
internal static class LastAxes
{
    /// <summary>The last axes, counted from the end.</summary>
    public static Axes Of(int trailing)
    {
        var axes = new int[trailing];
        for (int i = 0; i < trailing; i++)
            axes[i] = i - trailing;
        return axes;
    }

    /// <summary>How many rows there are, and how many elements in each.</summary>
    public static (int Rows, int Size) Sizes(Shape shape, int trailing)
    {
        int rows = 1, size = 1;
        for (int i = 0; i < shape.Rank; i++)
            if (i < shape.Rank - trailing)
                rows *= shape[i];
            else
                size *= shape[i];
        return (rows, size);
    }
}
