using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Goes through the elements of an index in row-major order and says where in that of a target they point; along the axes but one the index may be
/// smaller than the target.
/// </summary>
internal ref struct PlaceWalk
{
    private readonly ReadOnlySpan<int> sizes;
    private readonly int size, along;
    private Ints position, steps;
    private int others; // What the positions along the other axes come to.

    /// <param name="sizes">The shape of the index.</param>
    /// <param name="target">The shape of the target.</param>
    /// <param name="axis">The axis along which the index points.</param>
    public PlaceWalk(ReadOnlySpan<int> sizes, ReadOnlySpan<int> target, int axis)
    {
        this.sizes = sizes;
        for (int i = sizes.Length - 1, step = 1; i >= 0; step *= target[i--])
            steps[i] = step;
        (size, along, steps[axis]) = (target[axis], steps[axis], 0);
    }

    /// <summary>Where the next of the indices point.</summary>
    public void Next(scoped ReadOnlySpan<long> index, scoped Span<long> places)
    {
        int last = sizes.Length - 1;
        for (int j = 0; j < index.Length;)
        {
            // A run along the last axis.
            int run = Math.Min(index.Length - j, sizes[last] - position[last]), step = steps[last];
            for (int end = j + run; j < end; j++, others += step)
                places[j] = others + GatherKernels.Wrap(index[j], size) * along;
            position[last] += run;
            for (int i = last; i >= 0 && position[i] == sizes[i]; i--)
            {
                position[i] = 0;
                others -= steps[i] * sizes[i];
                if (i > 0)
                {
                    position[i - 1]++;
                    others += steps[i - 1];
                }
            }
        }
    }

    [InlineArray(Shape.MaxRank)]
    private struct Ints
    {
        private int first;
    }
}
