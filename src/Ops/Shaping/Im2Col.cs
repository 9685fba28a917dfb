using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The patches under a window that moves over images, each a column: x [N, C, H, W] → [N, C·kH·kW, L], or [C, H, W] → [C·kH·kW, L], with L places
        /// of the window in row-major order. A product of filters [O, C·kH·kW] with it is a convolution. PyTorch calls it unfold.
        /// </summary>
        /// <param name="kernelSize">The size of the window, along both axes or each.</param>
        /// <param name="dilation">How far neighbours under it lie apart; 1 if left out.</param>
        /// <param name="padding">How many zeros there are on both sides.</param>
        /// <param name="stride">How far it moves; 1 if left out.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window does not fit.</exception>
        public Tensor Im2Col(
            PerAxis kernelSize, PerAxis dilation = default, PerAxis padding = default, PerAxis stride = default,
            [CallerArgumentExpression(nameof(x))] string? xName = null)
        {
            var batch = ConvolutionArguments.Batched(nameof(Im2Col), x, 2, CallerName.Or(xName, "x"));
            var patches = new Patches(nameof(Im2Col), ConvolutionArguments.Spatial(batch.Shape), kernelSize, dilation, padding, stride);
            var y = batch.Pad(patches.Margins).Flatten(2).IndexSelect(2, patches.Elements())
                .Reshape([batch.Shape[0], batch.Shape[1] * patches.Kernel.ElementCount, patches.Places.ElementCount]);
            return x.Rank == 3 ? y.Squeeze(0) : y;
        }

        /// <summary>
        /// Images that are sums of patches, x [N, C·kH·kW, L] → [N, C, H, W], or without N: the transpose of <see cref="Im2Col"/>, and not its inverse, for
        /// where patches overlap they add up. PyTorch calls it fold.
        /// </summary>
        /// <param name="outputSize">H and W.</param>
        /// <param name="kernelSize">The size of the window, along both axes or each.</param>
        /// <param name="dilation">How far neighbours under it lie apart; 1 if left out.</param>
        /// <param name="padding">How much is cut off on both sides.</param>
        /// <param name="stride">How far it moves; 1 if left out.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes, columns or rows than these windows have, or a number is out of
        /// range.</exception>
        public Tensor Col2Im(
            PerAxis outputSize, PerAxis kernelSize, PerAxis dilation = default, PerAxis padding = default, PerAxis stride = default,
            [CallerArgumentExpression(nameof(x))] string? xName = null)
        {
            Shape size = outputSize.For(2, 1, 1, nameof(Col2Im), "the output size");
            var patches = new Patches(nameof(Col2Im), size, kernelSize, dilation, padding, stride);
            int rows = patches.Kernel.ElementCount, columns = patches.Places.ElementCount;
            if (x.Rank is not (2 or 3) || x.Shape[^1] != columns || x.Shape[^2] % rows != 0)
                throw new ShapeException($"{nameof(Col2Im)}: {CallerName.Or(xName, "x")} is {x.Shape}; for images of {size} it must be [N, C·{rows}, " +
                    $"{columns}]: {rows} elements under a window at {patches.Places[0]} × {patches.Places[1]} places.");
            var batch = x.Rank == 2 ? x.Unsqueeze(0) : x;
            int channels = batch.Shape[1] / rows;
            var padded = Tensor.Zeros([batch.Shape[0], channels, patches.Padded.ElementCount], x.DType)
                .IndexAdd(2, patches.Elements(), batch.Reshape([batch.Shape[0], channels, rows * columns]))
                .Reshape([batch.Shape[0], channels, .. patches.Padded]);
            var y = padded.Narrow(2, patches.Margins[0].Item1, size[0]).Narrow(3, patches.Margins[1].Item1, size[1]);
            return x.Rank == 2 ? y.Squeeze(0) : y;
        }
    }

    /// <summary>The places of a window over an image, and the elements of the padded image under it.</summary>
    private sealed class Patches
    {
        private readonly Shape stride, dilation;

        public Patches(string operation, Shape size, PerAxis kernelSize, PerAxis dilation, PerAxis padding, PerAxis stride)
        {
            Kernel = kernelSize.For(2, 1, 1, operation, "the kernel size");
            this.dilation = dilation.For(2, 1, 1, operation, "the dilation");
            this.stride = stride.For(2, 1, 1, operation, "the stride");
            var margin = padding.For(2, 0, 0, operation, "the padding");
            var (padded, places) = (new int[2], new int[2]);
            for (int i = 0; i < 2; i++)
            {
                padded[i] = size[i] + 2 * margin[i];
                int extent = this.dilation[i] * (Kernel[i] - 1) + 1;
                if (extent > padded[i])
                    throw new ShapeException($"{operation}: along spatial axis {i} the window covers {extent} elements, more than the {padded[i]} that are " +
                        "there. Use a smaller window or more padding.");
                places[i] = (padded[i] - extent) / this.stride[i] + 1;
            }
            (Padded, Places) = (padded, places);
            Margins = [(margin[0], margin[0]), (margin[1], margin[1])];
        }

        public Shape Kernel { get; }

        public Shape Padded { get; }

        public Shape Places { get; }

        public (int Before, int After)[] Margins { get; }

        /// <summary>The numbers of the elements in the padded image, first by element under the window and then by place.</summary>
        public Tensor Elements()
        {
            var elements = new long[Kernel.ElementCount * Places.ElementCount];
            int at = 0;
            for (int i = 0; i < Kernel[0]; i++)
                for (int j = 0; j < Kernel[1]; j++)
                    for (int row = 0; row < Places[0]; row++)
                        for (int column = 0; column < Places[1]; column++)
                            elements[at++] = (row * stride[0] + i * dilation[0]) * (long)Padded[1] + column * stride[1] + j * dilation[1];
            return Tensor.Wrap(elements);
        }
    }
}
