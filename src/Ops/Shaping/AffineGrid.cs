using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor theta)
    {
        /// <summary>
        /// The places that affine maps [N, 2, 3] or [N, 3, 4] send the pixels of an image to, for <see cref="GridSample"/>: [N, H, W, 2] of (x, y), or
        /// [N, D, H, W, 3] of (x, y, z), the image lying from −1 to 1 along each axis (Jaderberg et al., "Spatial transformer networks", 2015).
        /// </summary>
        /// <param name="size">The shape of the result of sampling, [N, C, H, W] or [N, C, D, H, W].</param>
        /// <param name="alignCorners">Whether −1 and 1 are the centres of the outermost pixels, rather than the edges of the image.</param>
        /// <param name="thetaName">What errors call the maps; the compiler fills it in.</param>
        /// <exception cref="ShapeException">The maps are not [N, 2, 3] or [N, 3, 4] with N, the number of images.</exception>
        /// <exception cref="DTypeException">The maps do not hold floating-point numbers.</exception>
        public Tensor AffineGrid(Shape size, bool alignCorners = false, [CallerArgumentExpression(nameof(theta))] string? thetaName = null)
        {
            int axes = size.Rank - 2;
            string name = CallerName.Or(thetaName, "theta");
            if (axes is not (2 or 3) || theta.Shape != new Shape(size[0], axes, axes + 1))
                throw new ShapeException($"AffineGrid: {name} is {theta.Shape} and the size {size}; they must be [N, 2, 3] and [N, C, H, W], or [N, 3, 4] " +
                    "and [N, C, D, H, W].");
            if (!theta.DType.IsFloatingPoint)
                throw new DTypeException($"AffineGrid: {name} is {theta.DType}; it must be floating-point. Convert with .To(DType.Float32).");
            Shape spatial = new(size.AsSpan()[2..]);
            var along = new Tensor[axes + 1];
            for (int i = 0; i < axes; i++)
            {
                // The last axis of the image is x, the first coordinate.
                int count = spatial[axes - 1 - i];
                double edge = count < 2 ? 0 : alignCorners ? 1 : (count - 1.0) / count;
                int[] row = [count, .. Enumerable.Repeat(1, i)];
                along[i] = Tensor.Linspace(-edge, edge, count, theta.DType).Reshape(row).Expand(spatial);
            }
            along[axes] = Tensor.Ones(spatial, theta.DType);
            return Tensor.Stack(along, axis: -1).Reshape(spatial.ElementCount, axes + 1).MatMul(theta.T).Reshape([size[0], .. spatial, axes]);
        }
    }
}
