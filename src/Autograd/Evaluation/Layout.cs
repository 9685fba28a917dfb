using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Where the elements of a tensor, broadcast to a target shape, lie in memory: sizes and strides with neighbouring axes joined wherever one stride
/// serves both, and a cursor that walks them in row-major order, one run along the innermost axis at a time.
/// </summary>
internal struct Layout
{
    private Ints sizes, strides, index;
    private int offset;

    public Layout(Tensor tensor, Shape target)
    {
        int[] to = target.Array, from = tensor.Shape.Array, steps = tensor.StrideArray;
        int lead = to.Length - from.Length, rank = 0;
        for (int i = 0; i < to.Length; i++)
        {
            int size = to[i], stride = i < lead || from[i - lead] == 1 ? 0 : steps[i - lead];
            if (size == 1)
                continue;
            if (rank > 0 && strides[rank - 1] == stride * size)
                (sizes[rank - 1], strides[rank - 1]) = (sizes[rank - 1] * size, stride);
            else
                (sizes[rank], strides[rank++]) = (size, stride);
        }
        if (rank == 0)
            (sizes[0], strides[0], rank) = (1, 1, 1);
        Rank = rank;
    }

    /// <summary>A row, its elements so far apart, that is repeated without end.</summary>
    public static Layout Repeated(int size, int stride)
    {
        var layout = new Layout { Rank = 2 };
        (layout.sizes[0], layout.sizes[1], layout.strides[1]) = (int.MaxValue, size, stride);
        return layout;
    }

    /// <summary>The number of axes left after joining, at least 1.</summary>
    public int Rank { get; private init; }

    public readonly int Size(int axis) => sizes[axis];

    public readonly int Stride(int axis) => strides[axis];

    /// <summary>The size of the innermost axis.</summary>
    public readonly int InnerSize => sizes[Rank - 1];

    /// <summary>The stride of the innermost axis.</summary>
    public readonly int InnerStride => strides[Rank - 1];

    /// <summary>Puts the cursor on an element, counted in row-major order.</summary>
    public void Seek(int element)
    {
        offset = 0;
        for (int axis = Rank - 1; axis > 0; axis--)
        {
            (element, int at) = Math.DivRem(element, sizes[axis]);
            index[axis] = at;
            offset += at * strides[axis];
        }
        index[0] = element;
        offset += element * strides[0];
    }

    /// <summary>Moves the cursor along the innermost axis by as much as there is left of it, at most <paramref name="most"/> elements.</summary>
    /// <param name="most">The most elements to take.</param>
    /// <param name="start">Where the first of them lies.</param>
    /// <returns>How many were taken; they lie <see cref="InnerStride"/> apart.</returns>
    public int Next(int most, out int start)
    {
        start = offset;
        int axis = Rank - 1;
        int taken = Math.Min(most, sizes[axis] - index[axis]);
        index[axis] += taken;
        offset += taken * strides[axis];
        while (axis > 0 && index[axis] == sizes[axis])
        {
            offset += strides[axis - 1] - index[axis] * strides[axis];
            index[axis--] = 0;
            index[axis]++;
        }
        return taken;
    }

    /// <summary>Moves the cursor over whole rows, runs along the innermost axis that lie one distance apart; over none where it is within a
    /// row.</summary>
    /// <param name="most">The most elements to take.</param>
    /// <param name="start">Where the first of them lies.</param>
    /// <returns>How many rows were taken; they lie <c>Stride(Rank - 2)</c> apart.</returns>
    public int NextRows(int most, out int start)
    {
        start = offset;
        int axis = Rank - 2;
        if (axis < 0 || index[axis + 1] != 0)
            return 0;
        int rows = Math.Min(most / sizes[axis + 1], sizes[axis] - index[axis]);
        index[axis] += rows;
        offset += rows * strides[axis];
        while (axis > 0 && index[axis] == sizes[axis])
        {
            offset += strides[axis - 1] - index[axis] * strides[axis];
            index[axis--] = 0;
            index[axis]++;
        }
        return rows;
    }

    [InlineArray(Shape.MaxRank)]
    private struct Ints
    {
        private int first;
    }
}
