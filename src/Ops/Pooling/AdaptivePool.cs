using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The means of stretches into which the last axis of x [N, C, L] or [C, L] is cut, as even as can be: stretch i of n takes the elements from
        /// ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉ − 1.
        /// </summary>
        /// <param name="outputSize">How many stretches there are along each axis.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes or an empty one, or a number is not positive.</exception>
        public Tensor AdaptiveAvgPool1d(PerAxis outputSize, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AdaptiveMeans(nameof(AdaptiveAvgPool1d), x, 1, outputSize, xName);

        /// <summary>The means of patches into which x [N, C, H, W] or [C, H, W] is cut, along each axis as even as can be.</summary>
        /// <inheritdoc cref="AdaptiveAvgPool1d"/>
        public Tensor AdaptiveAvgPool2d(PerAxis outputSize, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AdaptiveMeans(nameof(AdaptiveAvgPool2d), x, 2, outputSize, xName);

        /// <summary>The greatest elements of stretches into which the last axis of x [N, C, L] or [C, L] is cut, as even as can be.</summary>
        /// <inheritdoc cref="AdaptiveAvgPool1d"/>
        public Tensor AdaptiveMaxPool1d(PerAxis outputSize, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AdaptiveMaxima(nameof(AdaptiveMaxPool1d), x, 1, outputSize, xName).Values;

        /// <summary>The greatest elements of patches into which x [N, C, H, W] or [C, H, W] is cut, along each axis as even as can be.</summary>
        /// <inheritdoc cref="AdaptiveAvgPool1d"/>
        public Tensor AdaptiveMaxPool2d(PerAxis outputSize, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AdaptiveMaxima(nameof(AdaptiveMaxPool2d), x, 2, outputSize, xName).Values;

        /// <summary>As <see cref="AdaptiveMaxPool2d"/>, and where the greatest elements stand: their numbers, Int64, in a channel.</summary>
        /// <inheritdoc cref="AdaptiveAvgPool1d"/>
        public (Tensor Values, Tensor Indices) AdaptiveMaxPool2dWithIndices(
            PerAxis outputSize, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AdaptiveMaxima(nameof(AdaptiveMaxPool2d), x, 2, outputSize, xName);
    }

    private static (Tensor Batch, Shape Places) Adaptive(string operation, Tensor x, int axes, PerAxis outputSize, string? name)
    {
        name = CallerName.Or(name, "x");
        var batch = ConvolutionArguments.Batched(operation, x, axes, name);
        for (int i = 2; i < batch.Rank; i++)
            if (batch.Shape[i] == 0)
                throw new ShapeException($"{operation}: {name} is {x.Shape}; of an empty axis there is nothing to pool.");
        return (batch, outputSize.For(axes, 1, 1, operation, "the output size"));
    }

    private static (Tensor Values, Tensor Indices) AdaptiveMaxima(string operation, Tensor x, int axes, PerAxis outputSize, string? name)
    {
        var (batch, places) = Adaptive(operation, x, axes, outputSize, name);
        return Picked(x, batch, new AdaptiveMaxPositions(places).Apply(batch));
    }

    /// <summary>The mean of a patch is the mean of means along each axis.</summary>
    private static Tensor AdaptiveMeans(string operation, Tensor x, int axes, PerAxis outputSize, string? name)
    {
        var (batch, places) = Adaptive(operation, x, axes, outputSize, name);
        if (!x.DType.IsFloatingPoint)
            throw new DTypeException(
                $"{operation}: {CallerName.Or(name, "x")} is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
        var y = batch;
        for (int i = 0; i < axes; i++)
        {
            int axis = i + 2, size = batch.Shape[axis];
            if (places[i] == size)
                continue;
            if (places[i] == 1)
            {
                y = y.Mean(axis, keepDim: true);
                continue;
            }
            y = StretchMeans(y, axis, places[i]);
        }
        return x.Rank == batch.Rank ? y : y.Squeeze(0);
    }

    /// <summary>The means of stretches of an axis. They are laid beside each other, so that what is not finite stays in its own stretch.</summary>
    private static Tensor StretchMeans(Tensor x, int axis, int count)
    {
        int size = x.Shape[axis];
        if (size % count == 0)
            return x.Unflatten(axis, count, size / count).Mean(axis + 1);
        var ranges = Enumerable.Range(0, count).Select(i => PoolRange.Adaptive(i, count, size)).ToArray();
        int longest = ranges.Max(static range => range.Count);
        var (elements, inside) = (new long[count * longest], new bool[count * longest]);
        for (int k = 0; k < elements.Length; k++)
        {
            var range = ranges[k / longest];
            inside[k] = k % longest < range.Count;
            elements[k] = inside[k] ? range.Start + k % longest : range.Start;
        }
        int[] ones = [.. Enumerable.Repeat(1, x.Rank - 1 - axis)];
        var counts = Tensor.Wrap(ranges.Select(static range => (double)range.Count).ToArray()).To(x.DType).Reshape([count, .. ones]);
        var stretches = x.IndexSelect(axis, Tensor.Wrap(elements)).Unflatten(axis, count, longest);
        return Tensor.Where(Tensor.Wrap(inside).Reshape([count, longest, .. ones]), stretches, 0).Sum(axis + 1) / counts;
    }
}
