namespace AutoGrad;

/// <summary>What a margin around a tensor is filled with.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The elements mirrored at the edge, which is not repeated: <c>c b | a b c | b a</c>.</summary>
    Reflect,

    /// <summary>The element at the edge: <c>a a | a b c | c c</c>.</summary>
    Replicate,

    /// <summary>The elements from the other end: <c>b c | a b c | a b</c>.</summary>
    Circular,
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with a margin around it.</summary>
        /// <param name="padding">How much to put before and after along each axis; fewer pairs than axes are for the last ones.</param>
        /// <param name="mode">What to put there.</param>
        /// <param name="value">The value for <see cref="PadMode.Constant"/>.</param>
        /// <exception cref="ShapeException">There are more pairs than axes, or an axis is too short for what is to be put beside it: a reflection is
        /// shorter than the axis, a circular margin no longer than it, and nothing is made of an empty one.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An amount is negative, or there is no such mode.</exception>
        public Tensor Pad(ReadOnlySpan<(int Before, int After)> padding, PadMode mode, double value = 0)
        {
            if (mode == PadMode.Constant)
                return x.Pad(padding, value);
            if (padding.Length > x.Rank)
                throw new ShapeException($"Pad: {padding.Length} pairs were given for shape {x.Shape}; use at most one for each axis.");
            var y = x;
            for (int i = 0; i < padding.Length; i++)
            {
                int axis = x.Rank - padding.Length + i, size = x.Shape[axis];
                var (before, after) = padding[i];
                if (before < 0 || after < 0)
                    throw new ArgumentOutOfRangeException(nameof(padding), $"Pad: ({before}, {after}) is negative; to take elements away use Slice.");
                int most = mode switch
                {
                    PadMode.Reflect => size - 1,
                    PadMode.Circular => size,
                    PadMode.Replicate => size == 0 ? 0 : int.MaxValue,
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Pad: there is no such mode."),
                };
                if (Math.Max(before, after) > Math.Max(0, most))
                    throw new ShapeException($"Pad: ({before}, {after}) along axis {axis} of shape {x.Shape} is more than {Math.Max(0, most)}, " +
                        $"which is all that {mode} has to put there.");
                if (before + after > 0)
                    y = y.IndexSelect(axis, Sources(size, before, after, mode));
            }
            return y;
        }
    }

    /// <summary>Which element stands at each place of a padded axis.</summary>
    private static Tensor Sources(int size, int before, int after, PadMode mode)
    {
        var sources = new long[before + size + after];
        for (int i = 0; i < sources.Length; i++)
        {
            int at = i - before;
            sources[i] = mode switch
            {
                PadMode.Reflect => at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at,
                PadMode.Replicate => Math.Clamp(at, 0, size - 1),
                _ => (at + size) % size,
            };
        }
        return Tensor.Wrap(sources);
    }
}
