namespace AutoGrad.Training.Reports;

/// <summary>Where a function known on a grid has a value: marching squares (Lorensen and Cline's cubes in the plane), with straight lines between
/// neighbours, and the mean of the four corners to decide where a cell is a saddle.</summary>
/// <param name="xs">The columns' places, rising.</param>
/// <param name="ys">The rows' places, rising.</param>
/// <param name="values">The function, <c>[rows, columns]</c>; NaN where it has no value.</param>
internal sealed class MarchingSquares(double[] xs, double[] ys, double[,] values)
{
    /// <summary>The lines on which the function has the level. One that is closed ends where it began.</summary>
    public List<(double X, double Y)[]> Lines(double level) => Trace(level, border: 0);

    /// <summary>Loops around where the function is at least the level: what lies within an odd number of them.</summary>
    public List<(double X, double Y)[]> Areas(double level) => Trace(level, border: 1);

    /// <summary>With a border around the grid on which the function is below everything, all lines are closed.</summary>
    private List<(double X, double Y)[]> Trace(double level, int border)
    {
        int rows = ys.Length + 2 * border, columns = xs.Length + 2 * border;
        var next = new Dictionary<int, int>();
        var starts = new List<int>();
        Span<int> entries = stackalloc int[2], exits = stackalloc int[2];
        for (int i = 0; i + 1 < rows; i++)
            for (int j = 0; j + 1 < columns; j++)
            {
                double a = At(i, j), b = At(i, j + 1), c = At(i + 1, j + 1), d = At(i + 1, j);
                if (border == 0 && double.IsNaN(a + b + c + d))
                    continue;
                int inside = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
                if (inside is 0 or 15)
                    continue;
                // Once around the cell, from corner to corner: where the level is crossed upwards a line begins, and it ends where it is crossed
                // downwards.
                int found = 0, left = 0;
                for (int side = 0; side < 4; side++)
                {
                    bool from = (inside >> side & 1) != 0, to = (inside >> (side + 1 & 3) & 1) != 0;
                    if (!from && to)
                        entries[found++] = Edge(i, j, side);
                    else if (from && !to)
                        exits[left++] = Edge(i, j, side);
                }
                if (found == 1)
                    Join(entries[0], exits[0]);
                else
                {
                    // Corners a and c are inside, or b and d; each stands alone unless the middle is inside, too.
                    bool joined = (a + b + c + d) / 4 >= level, first = inside == 5;
                    Join(entries[0], exits[first ^ joined ? 1 : 0]);
                    Join(entries[1], exits[first ^ joined ? 0 : 1]);
                }
            }
        var ends = next.Values.ToHashSet();
        var lines = new List<(double X, double Y)[]>();
        foreach (int start in starts.Where(start => !ends.Contains(start)).Concat(starts))
            if (next.ContainsKey(start))
                lines.Add(Follow(start));
        return lines;

        double At(int i, int j)
        {
            int row = i - border, column = j - border;
            return row < 0 || column < 0 || row >= ys.Length || column >= xs.Length ? double.NegativeInfinity : values[row, column];
        }

        // Two numbers for each node: the edge to its right and the one below it.
        int Edge(int i, int j, int side) => side switch
        {
            0 => 2 * (i * columns + j),
            1 => 2 * (i * columns + j + 1) + 1,
            2 => 2 * ((i + 1) * columns + j),
            _ => 2 * (i * columns + j) + 1,
        };

        void Join(int from, int to)
        {
            next.Add(from, to);
            starts.Add(from);
        }

        (double X, double Y)[] Follow(int edge)
        {
            var line = new List<(double X, double Y)> { Crossing(edge) };
            while (next.Remove(edge, out int to))
            {
                line.Add(Crossing(to));
                edge = to;
            }
            return [.. line];
        }

        (double X, double Y) Crossing(int edge)
        {
            int node = edge / 2, i = node / columns, j = node % columns, row = i + (edge & 1), column = j + 1 - (edge & 1);
            double from = At(i, j), to = At(row, column), share = (level - from) / (to - from);
            if (!double.IsFinite(from) || !double.IsFinite(to))
                share = from >= level ? 0 : 1; // All the way to where the function is.
            return (Between(xs, j, column), Between(ys, i, row));

            double Between(double[] places, int first, int second)
            {
                double low = places[Math.Clamp(first - border, 0, places.Length - 1)],
                    high = places[Math.Clamp(second - border, 0, places.Length - 1)];
                return low + (high - low) * share;
            }
        }
    }
}
