using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The greatest element under a window that moves over one axis: x [N, C, L] or [C, L]. Of equal elements the first has the gradient; a NaN
        /// is
        /// greater than all.
        /// </summary>
        /// <param name="kernelSize">The size of the window, for all axes or each.</param>
        /// <param name="stride">How far the window moves; its size if left out.</param>
        /// <param name="padding">How much padding there is on both sides, which is never greatest; at most half the window.</param>
        /// <param name="dilation">How far neighbours under the window lie apart.</param>
        /// <param name="ceilMode">Whether a window may reach beyond the end, if it begins before it.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the padded
        /// input.</exception>
        public Tensor MaxPool1d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool1d), x, 1, kernelSize, stride, padding, dilation, ceilMode, xName).Values;

        /// <summary>The greatest element under a window that moves over two axes: x [N, C, H, W] or [C, H, W].</summary>
        /// <inheritdoc cref="MaxPool1d"/>
        public Tensor MaxPool2d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool2d), x, 2, kernelSize, stride, padding, dilation, ceilMode, xName).Values;

        /// <summary>The greatest element under a window that moves over three axes: x [N, C, D, H, W] or [C, D, H, W].</summary>
        /// <inheritdoc cref="MaxPool1d"/>
        public Tensor MaxPool3d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool3d), x, 3, kernelSize, stride, padding, dilation, ceilMode, xName).Values;

        /// <summary>As <see cref="MaxPool1d"/>, and where the greatest elements stand: their numbers, Int64, in a channel in row-major
        /// order.</summary>
        /// <inheritdoc cref="MaxPool1d"/>
        public (Tensor Values, Tensor Indices) MaxPool1dWithIndices(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool1d), x, 1, kernelSize, stride, padding, dilation, ceilMode, xName);

        /// <summary>As <see cref="MaxPool2d"/>, and where the greatest elements stand: their numbers, Int64, in a channel in row-major
        /// order.</summary>
        /// <inheritdoc cref="MaxPool1d"/>
        public (Tensor Values, Tensor Indices) MaxPool2dWithIndices(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool2d), x, 2, kernelSize, stride, padding, dilation, ceilMode, xName);

        /// <summary>As <see cref="MaxPool3d"/>, and where the greatest elements stand: their numbers, Int64, in a channel in row-major
        /// order.</summary>
        /// <inheritdoc cref="MaxPool1d"/>
        public (Tensor Values, Tensor Indices) MaxPool3dWithIndices(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            MaxPool(nameof(MaxPool3d), x, 3, kernelSize, stride, padding, dilation, ceilMode, xName);

        /// <summary>
        /// Puts the values that a pooling kept back where they were, among zeros: x [N, C, H, W] or [C, H, W] and the indices of
        /// <see cref="MaxPool2dWithIndices"/>.
        /// </summary>
        /// <param name="indices">Where the values were in their channels.</param>
        /// <param name="kernelSize">The size of the window.</param>
        /// <param name="stride">How far the window moved; its size if left out.</param>
        /// <param name="padding">How much padding there was.</param>
        /// <param name="outputSize">The spatial sizes of the result; those that the pooling is sure to have had if left out.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the result.</exception>
        public Tensor MaxUnpool2d(
            Tensor indices, PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis outputSize = default)
        {
            ArgumentNullException.ThrowIfNull(indices);
            const string operation = nameof(MaxUnpool2d);
            if (indices.Shape != x.Shape)
                throw new ShapeException($"{operation}: the values are {x.Shape} and the indices {indices.Shape}; they must have the same shape.");
            var batch = ConvolutionArguments.Batched(operation, x, 2, "x");
            var kernel = kernelSize.For(2, 1, 1, operation, "the kernel size");
            var steps = stride.IsDefault ? kernel : stride.For(2, 1, 1, operation, "the stride");
            var margin = padding.For(2, 0, 0, operation, "the padding");
            int[] sizes = new int[2];
            for (int i = 0; i < 2; i++)
                sizes[i] = (batch.Shape[i + 2] - 1) * steps[i] - 2 * margin[i] + kernel[i];
            if (!outputSize.IsDefault)
                sizes = outputSize.For(2, 1, 1, operation, "the output size").ToArray();
            Shape shape = [batch.Shape[0], batch.Shape[1], .. sizes];
            int elements = sizes[0] * sizes[1];
            if (!indices.IsBatched && ((indices < 0) | (indices >= elements)).Any().Item<bool>())
                throw new IndexException($"{operation}: the indices run from {indices.Min().Item()} to {indices.Max().Item()}, and a channel of the result, " +
                    $"{new Shape(sizes)}, has the elements 0 to {elements - 1}. Give outputSize where the pooling had other sizes.");
            var y = Tensor.Zeros(shape, x.DType).Flatten(2).Scatter(2, indices.Reshape(batch.Shape).Flatten(2), batch.Flatten(2)).Reshape(shape);
            return x.Rank == 4 ? y : y.Squeeze(0);
        }
    }

    private static (Tensor Values, Tensor Indices) MaxPool(
        string operation, Tensor x, int axes, PerAxis kernelSize, PerAxis stride, PerAxis padding, PerAxis dilation, bool ceilMode, string? name)
    {
        var (batch, window, kernel, _) = PoolArguments.Resolve(operation, x, axes, kernelSize, stride, padding, dilation, ceilMode, name);
        return Picked(x, batch, new MaxPositions(window, kernel).Apply(batch));
    }

    /// <summary>The elements of channels that stand at some positions, without a batch axis where x has none.</summary>
    private static (Tensor Values, Tensor Indices) Picked(Tensor x, Tensor batch, Tensor positions)
    {
        var values = new Gather(2).Apply(batch.Flatten(2), positions.Flatten(2)).Reshape(positions.Shape);
        return x.Rank == batch.Rank ? (values, positions) : (values.Squeeze(0), positions.Squeeze(0));
    }
}
