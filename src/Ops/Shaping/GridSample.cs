using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Images read at places between pixels: x [N, C, H, W] at (x, y) of a grid [N, H′, W′, 2] → [N, C, H′, W′], or x [N, C, D, H, W] at (x, y, z) of a
        /// grid [N, D′, H′, W′, 3] → [N, C, D′, H′, W′]. The image lies from −1 to 1 along each axis. Differentiable by both, but by a grid of nearest
        /// pixels only as 0.
        /// </summary>
        /// <param name="grid">Where to read, of x's dtype; see <see cref="AffineGrid"/>.</param>
        /// <param name="mode">How values between pixels are made; Bicubic is for two axes.</param>
        /// <param name="padding">What lies outside of the image.</param>
        /// <param name="alignCorners">Whether −1 and 1 are the centres of the outermost pixels, rather than the edges of the image.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <param name="gridName">What errors call the grid.</param>
        /// <exception cref="ShapeException">The shapes do not fit, or the images are empty.</exception>
        /// <exception cref="DTypeException">x and the grid are not of one floating-point dtype.</exception>
        /// <exception cref="ArgumentException">Bicubic was asked for of three axes.</exception>
        public Tensor GridSample(
            Tensor grid, InterpolationMode mode = InterpolationMode.Linear, GridPadding padding = GridPadding.Zeros, bool alignCorners = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null, [CallerArgumentExpression(nameof(grid))] string? gridName = null)
        {
            ArgumentNullException.ThrowIfNull(grid);
            (xName, gridName) = (CallerName.Or(xName, "x"), CallerName.Or(gridName, "grid"));
            int axes = x.Rank - 2;
            if (axes is not (2 or 3) || grid.Rank != x.Rank || grid.Shape[0] != x.Shape[0] || grid.Shape[^1] != axes)
                throw new ShapeException($"GridSample: {xName} is {x.Shape} and {gridName} {grid.Shape}; they must be [N, C, H, W] and [N, H′, W′, 2], or " +
                    "[N, C, D, H, W] and [N, D′, H′, W′, 3].");
            Shape sizes = new(x.Shape.AsSpan()[2..]), places = new(grid.Shape.AsSpan()[1..^1]);
            if (sizes.ElementCount == 0)
                throw new ShapeException($"GridSample: {xName} is {x.Shape}; in an empty image there is nothing to read.");
            if (!x.DType.IsFloatingPoint || grid.DType != x.DType)
                throw new DTypeException($"GridSample: {xName} is {x.DType} and {gridName} {grid.DType}; they must be of one floating-point dtype.");
            if (mode == InterpolationMode.Bicubic && axes != 2)
                throw new ArgumentException($"GridSample: Bicubic is for two axes, and {xName}, {x.Shape}, has three.", nameof(mode));

            var taps = new (Tensor At, Tensor? Weight)[axes][];
            for (int i = 0; i < axes; i++)
                taps[i] = new GridAxis(sizes[i], padding, alignCorners).Taps(grid.Select(-1, axes - 1 - i).Flatten(1), mode);
            var flat = x.Flatten(2);
            var y = Sum(0, null, null, null);
            return y.Reshape([x.Shape[0], x.Shape[1], .. places]);

            // Over the neighbours along one axis after the other: the number of the pixel so far, whether it is inside, and its weight.
            Tensor Sum(int axis, Tensor? pixel, Tensor? inside, Tensor? weight)
            {
                if (axis == axes)
                {
                    var index = pixel!.To(DType.Int64).Unsqueeze(1).Expand([x.Shape[0], x.Shape[1], places.ElementCount]);
                    var value = flat.Gather(2, index);
                    value = inside is null ? value : Tensor.Where(inside.Unsqueeze(1), value, 0);
                    return weight is null ? value : value * weight.Unsqueeze(1);
                }
                Tensor? sum = null;
                foreach (var (at, share) in taps[axis])
                {
                    var within = at.Clamp(0, sizes[axis] - 1);
                    var there = padding == GridPadding.Zeros ? at.EqualTo(within) : null;
                    var part = Sum(
                        axis + 1,
                        pixel is null ? within : pixel * sizes[axis] + within,
                        inside is null || there is null ? there : inside & there,
                        weight is null || share is null ? weight ?? share : weight * share);
                    sum = sum is null ? part : sum + part;
                }
                return sum!;
            }
        }
    }

    /// <summary>One axis of an image that is sampled.</summary>
    private readonly record struct GridAxis(int Size, GridPadding Padding, bool AlignCorners)
    {
        /// <summary>The pixels that are read for places of the grid, whole numbers that carry no gradient, and their weights, which do.</summary>
        public (Tensor At, Tensor? Weight)[] Taps(Tensor grid, InterpolationMode mode)
        {
            var at = AlignCorners ? (grid + 1) * ((Size - 1) / 2.0) : ((grid + 1) * Size - 1) * 0.5;
            if (mode == InterpolationMode.Bicubic)
            {
                var cell = at.Detach().Floor();
                var t = at - cell;
                var axis = this;
                return [.. Enumerable.Range(-1, 4).Select(k => (axis.Inside(cell + k).Round(), (Tensor?)Resampling.Cubic(t - k)))];
            }
            at = Inside(at);
            if (mode is InterpolationMode.Nearest or InterpolationMode.NearestExact)
                return [(at.Detach().Round(), null)];
            var first = at.Detach().Floor();
            return [(first, first + 1 - at), (first + 1, at - first)];
        }

        /// <summary>Places outside moved to where the padding has its values from.</summary>
        private Tensor Inside(Tensor at)
        {
            if (Padding == GridPadding.Zeros)
                return at;
            if (Padding == GridPadding.Reflection)
            {
                double least = AlignCorners ? 0 : -0.5, span = AlignCorners ? Size - 1 : Size;
                if (span == 0)
                    return at * 0;
                var from = (at - least).Abs();
                var turns = (from.Detach() / span).Floor();
                var rest = from - turns * span;
                at = Tensor.Where(turns.Remainder(2).EqualTo(0), rest, span - rest) + least;
            }
            // As PyTorch has it, a place on the border itself does not pass a gradient on.
            return Tensor.Where((at > 0) & (at < Size - 1), at, at.Detach().Clamp(0, Size - 1));
        }
    }
}
