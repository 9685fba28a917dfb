namespace AutoGrad.Nn;

/// <summary>Modules run with less memory and more time.</summary>
public static class Checkpointing
{
    /// <summary>
    /// Modules one after another, in segments of about equal length whose inner values are not kept for the backward pass but computed again
    /// (<see cref="Autodiff.Checkpoint(Func{Tensor, Tensor}, Tensor)"/>). Only what passes from segment to segment is kept, and the values of one
    /// segment at a time. The last segment is run as ever, for its values are wanted at once.
    /// </summary>
    /// <param name="modules">The modules; a <see cref="Sequential"/> is such a list.</param>
    /// <param name="segments">How many segments: about the square root of the number of modules takes least memory where all save alike.</param>
    /// <param name="x">The input of the first.</param>
    /// <returns>The result of the last.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer modules than segments, or the number of segments is not positive.</exception>
    public static Tensor CheckpointSequential(IReadOnlyList<Module<Tensor, Tensor>> modules, int segments, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(segments);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segments, Math.Max(1, modules.Count));
        for (int i = 0; i < segments; i++)
        {
            int start = Boundary(i), end = Boundary(i + 1);
            x = i == segments - 1 ? Run(x, start, end) : Autodiff.Checkpoint(x => Run(x, start, end), x);
        }
        return x;

        int Boundary(int segment) => (int)((long)modules.Count * segment / segments);

        Tensor Run(Tensor x, int start, int end)
        {
            for (int i = start; i < end; i++)
                x = modules[i].Call(x);
            return x;
        }
    }
}
