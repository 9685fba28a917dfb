namespace AutoGrad;

/// <summary>How values between pixels are made.</summary>
public enum InterpolationMode
{
    /// <summary>The pixel at the place rounded down.</summary>
    Nearest,

    /// <summary>Between the two neighbours along each axis: linear, bilinear or trilinear, for one, two or three axes.</summary>
    Linear,

    /// <summary>Of four neighbours along each axis by the cubic of Keys, 1981, with a = −¾; for two axes.</summary>
    Bicubic,

    /// <summary>The pixel that the centre of the new one lies in, as PyTorch's nearest-exact; <see cref="Nearest"/> takes that of its corner.</summary>
    NearestExact,
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Images of another size, [N, C, …] with one to three axes after the channels. Linear in x.</summary>
        /// <param name="size">The sizes of the axes after the channels.</param>
        /// <param name="mode">How values between pixels are made.</param>
        /// <param name="alignCorners">Whether the centres of the outermost pixels stay where they are, rather than the edges of the image.</param>
        /// <exception cref="ShapeException">x is not [N, C, …], is empty, or there are not as many sizes as axes.</exception>
        /// <exception cref="DTypeException">x is not floating-point and the mode is not Nearest.</exception>
        /// <exception cref="ArgumentException">Corners are aligned of the nearest pixels, or a mode does not go with so many axes.</exception>
        public Tensor Interpolate(Shape size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
        {
            RequireImages(x, size.Rank, mode, alignCorners);
            var y = x;
            for (int i = 0; i < size.Rank; i++)
                y = Resampling.Along(y, i + 2, size[i], (double)x.Shape[i + 2] / size[i], mode, alignCorners);
            return y;
        }

        /// <summary>Images scaled along all axes after the channels, [N, C, …] with one to three of them; sizes are rounded down.</summary>
        /// <param name="scale">How many times the size.</param>
        /// <param name="mode">How values between pixels are made.</param>
        /// <param name="alignCorners">Whether the centres of the outermost pixels stay where they are, rather than the edges of the image.</param>
        /// <exception cref="ShapeException">x is not [N, C, …], or is empty.</exception>
        /// <exception cref="DTypeException">x is not floating-point and the mode is not Nearest.</exception>
        /// <exception cref="ArgumentException">The scale is not positive, corners are aligned of the nearest pixels, or a mode does not go with so
        /// many axes.</exception>
        public Tensor Interpolate(double scale, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
        {
            if (!(scale > 0 && double.IsFinite(scale)))
                throw new ArgumentOutOfRangeException(nameof(scale), scale, "Interpolate: the scale must be more than 0, and finite.");
            RequireImages(x, x.Rank - 2, mode, alignCorners);
            var y = x;
            for (int axis = 2; axis < x.Rank; axis++)
                y = Resampling.Along(y, axis, (int)Math.Floor(x.Shape[axis] * scale), 1 / scale, mode, alignCorners);
            return y;
        }
    }

    private static void RequireImages(Tensor x, int axes, InterpolationMode mode, bool alignCorners)
    {
        if (x.Rank is < 3 or > 5 || x.Rank != axes + 2 || x.ElementCount == 0)
            throw new ShapeException($"Interpolate: the input is {x.Shape} and {axes} sizes are asked for; it must be [N, C, …] with one to three " +
                "axes after the channels, not empty, and a size for each of them.");
        bool nearest = mode is InterpolationMode.Nearest or InterpolationMode.NearestExact;
        if (alignCorners && nearest)
            throw new ArgumentException("Interpolate: alignCorners says nothing of the nearest pixels; leave it out.", nameof(alignCorners));
        if (mode == InterpolationMode.Bicubic && axes != 2)
            throw new ArgumentException($"Interpolate: Bicubic is for two axes, and the input {x.Shape} has {axes}.", nameof(mode));
        if (!nearest && !x.DType.IsFloatingPoint)
            throw new DTypeException($"Interpolate: the input is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
    }
}
