using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The mean under a window that moves over one axis: x [N, C, L] or [C, L].</summary>
        /// <param name="kernelSize">The size of the window, for all axes or each.</param>
        /// <param name="stride">How far the window moves; its size if left out.</param>
        /// <param name="padding">How many zeros there are on both sides; at most half the window.</param>
        /// <param name="ceilMode">Whether a window may reach beyond the padding, if it begins before; what lies there is never counted.</param>
        /// <param name="countIncludePad">Whether the zeros of the padding count as elements.</param>
        /// <param name="divisorOverride">What sums are divided by in place of the number of elements.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the padded
        /// input.</exception>
        /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
        public Tensor AvgPool1d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, bool ceilMode = false, bool countIncludePad = true,
            int? divisorOverride = null, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AvgPool(nameof(AvgPool1d), x, 1, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride, xName);

        /// <summary>The mean under a window that moves over two axes: x [N, C, H, W] or [C, H, W].</summary>
        /// <inheritdoc cref="AvgPool1d"/>
        public Tensor AvgPool2d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, bool ceilMode = false, bool countIncludePad = true,
            int? divisorOverride = null, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AvgPool(nameof(AvgPool2d), x, 2, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride, xName);

        /// <summary>The mean under a window that moves over three axes: x [N, C, D, H, W] or [C, D, H, W].</summary>
        /// <inheritdoc cref="AvgPool1d"/>
        public Tensor AvgPool3d(
            PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, bool ceilMode = false, bool countIncludePad = true,
            int? divisorOverride = null, [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            AvgPool(nameof(AvgPool3d), x, 3, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride, xName);

        /// <summary>
        /// (Σ xᵖ)^(1/p) under a window that moves over one axis: x [N, C, L] or [C, L]; for p = 1 the sum. Negative sums count as 0.
        /// </summary>
        /// <param name="p">The exponent.</param>
        /// <param name="kernelSize">The size of the window, for all axes or each.</param>
        /// <param name="stride">How far the window moves; its size if left out.</param>
        /// <param name="ceilMode">Whether a window may reach beyond the end, if it begins before it.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the
        /// input.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The exponent is 0 or not finite.</exception>
        /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
        public Tensor LpPool1d(
            double p, PerAxis kernelSize, PerAxis stride = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            LpPool(nameof(LpPool1d), x, 1, p, kernelSize, stride, ceilMode, xName);

        /// <summary>(Σ xᵖ)^(1/p) under a window that moves over two axes: x [N, C, H, W] or [C, H, W].</summary>
        /// <inheritdoc cref="LpPool1d"/>
        public Tensor LpPool2d(
            double p, PerAxis kernelSize, PerAxis stride = default, bool ceilMode = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null) =>
            LpPool(nameof(LpPool2d), x, 2, p, kernelSize, stride, ceilMode, xName);
    }

    private static Tensor LpPool(string operation, Tensor x, int axes, double p, PerAxis kernelSize, PerAxis stride, bool ceilMode, string? name)
    {
        if (p == 0 || !double.IsFinite(p))
            throw new ArgumentOutOfRangeException(nameof(p), p, $"{operation}: the exponent must be finite and not 0.");
        var mean = AvgPool(operation, x.Pow(p), axes, kernelSize, stride, default, ceilMode, true, null, name);
        int elements = kernelSize.For(axes, 1, 1, operation, "the kernel size").ElementCount;
        return (mean.Relu() * elements).Pow(1 / p);
    }

    /// <summary>A convolution of each channel with ones, and a division by how many elements each window has.</summary>
    private static Tensor AvgPool(
        string operation, Tensor x, int axes, PerAxis kernelSize, PerAxis stride, PerAxis padding, bool ceilMode, bool countIncludePad, int? divisor,
        string? name)
    {
        if (!x.DType.IsFloatingPoint)
            throw new DTypeException(
                $"{operation}: {CallerName.Or(name, "x")} is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
        if (divisor == 0)
            throw new ArgumentOutOfRangeException(nameof(divisor), $"{operation}: sums cannot be divided by a divisorOverride of 0.");
        var (batch, window, kernel, places) = PoolArguments.Resolve(operation, x, axes, kernelSize, stride, padding, default, ceilMode, name);
        var spatial = ConvolutionArguments.Spatial(batch.Shape);
        var channels = batch.Reshape([batch.Shape[0] * batch.Shape[1], 1, .. spatial]);
        var sums = new Convolution(window).Apply(channels, Tensor.Ones([1, 1, .. kernel], x.DType));
        var y = (divisor is { } number ? sums / number : sums * Shares(x.DType, window, kernel, places, spatial, countIncludePad))
            .Reshape([batch.Shape[0], batch.Shape[1], .. places]);
        return x.Rank == batch.Rank ? y : y.Squeeze(0);
    }

    /// <summary>One by how many elements there are under a window at each place.</summary>
    private static Tensor Shares(DType dtype, Window window, Shape kernel, Shape places, Shape sizes, bool countIncludePad)
    {
        var shares = Tensor.Of(1.0);
        for (int i = 0; i < kernel.Rank; i++)
        {
            var counts = new double[places[i]];
            for (int j = 0; j < counts.Length; j++)
            {
                int start = j * window.Stride[i] - window.Before[i], end = Math.Min(start + kernel[i], sizes[i] + window.Before[i]);
                counts[j] = countIncludePad ? end - start : Math.Min(end, sizes[i]) - Math.Max(start, 0);
            }
            shares = shares.Unsqueeze(-1) / Tensor.Wrap(counts);
        }
        return shares.Reshape(places).To(dtype);
    }
}
