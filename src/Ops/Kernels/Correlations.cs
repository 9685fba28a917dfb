using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Convolutions of tensors and their transposes. All are brought to three spatial axes, leading ones of size 1, and given to the kernel for the
/// widest
/// vectors that the processor has.
/// </summary>
internal static class Correlations
{
    /// <summary>The convolution of x [N, C, …] with w [O, C/groups, …], and a bias [O] or none.</summary>
    public static Tensor Forward(Tensor x, Tensor w, Tensor? bias, Window window, int groups)
    {
        int rank = window.Axes;
        var sizes = new int[rank];
        for (int i = 0; i < rank; i++)
            sizes[i] = window.Places(i, x.Shape[i + 2], w.Shape[i + 2]);
        Shape shape = [x.Shape[0], w.Shape[0], .. sizes];
        if (shape.ElementCount == 0 || w.ElementCount == 0 || x.ElementCount == 0)
            return bias is null ? Tensor.Zeros(shape, x.DType) : bias.Reshape([1, w.Shape[0], .. Ones(rank)]).Expand(shape).Clone();
        var y = Tensor.Empty(shape, x.DType);
        var axes = new CorrelationAxis[3];
        for (int i = 0; i < 3; i++)
        {
            int j = i - 3 + rank;
            axes[i] = j < 0
                ? CorrelationAxis.Forward(1, 1, 1, 0, 1)
                : CorrelationAxis.Forward(sizes[j], w.Shape[j + 2], window.Stride[j], window.Before[j], window.Dilation[j]);
        }
        int kernels = w.ElementCount / w.Shape[0] / w.Shape[1], reduced = w.Shape[1];
        var filters = new Filters(w.Contiguous(), groups, reduced, w.Shape[0] / groups, Sizes(w.Shape), reduced * kernels, kernels);
        Run(x.Contiguous(), filters, bias?.Contiguous(), y, axes);
        return y;
    }

    /// <summary>What belongs to x in the transpose of the convolution: g [N, O, …] and w [O, C/groups, …] give [N, C, …] of the sizes
    /// given.</summary>
    public static Tensor Transposed(Tensor g, Tensor w, Window window, int groups, Shape sizes)
    {
        int rank = window.Axes, channels = w.Shape[1];
        Shape shape = [g.Shape[0], channels * groups, .. sizes];
        if (shape.ElementCount == 0 || g.ElementCount == 0 || w.ElementCount == 0)
            return Tensor.Zeros(shape, g.DType);
        var phases = new CorrelationAxis[3][];
        bool hasGaps = false;
        for (int i = 0; i < 3; i++)
        {
            int j = i - 3 + rank;
            phases[i] = j < 0
                ? CorrelationAxis.Transposed(1, 1, 1, 0, 1)
                : CorrelationAxis.Transposed(sizes[j], w.Shape[j + 2], window.Stride[j], window.Before[j], window.Dilation[j]);
            foreach (var axis in phases[i])
                hasGaps |= axis.Taps.Length == 0;
        }
        var x = hasGaps ? Tensor.Zeros(shape, g.DType) : Tensor.Empty(shape, g.DType);
        int kernels = w.ElementCount / w.Shape[0] / channels;
        var filters = new Filters(w.Contiguous(), groups, w.Shape[0] / groups, channels, Sizes(w.Shape), kernels, channels * kernels);
        g = g.Contiguous();
        foreach (var first in phases[0])
            foreach (var second in phases[1])
                foreach (var third in phases[2])
                    if (first.Taps.Length * second.Taps.Length * third.Taps.Length > 0)
                        Run(g, filters, null, x, [first, second, third]);
        return x;
    }

    /// <summary>What belongs to w in the transpose of the convolution: x [N, C, …] and g [N, O, …] give [O, C/groups, …] of the sizes
    /// given.</summary>
    public static Tensor Weight(Tensor x, Tensor g, Window window, int groups, Shape sizes)
    {
        int rank = window.Axes;
        Shape shape = [g.Shape[1], x.Shape[1] / groups, .. sizes];
        if (shape.ElementCount == 0 || x.ElementCount == 0 || g.ElementCount == 0)
            return Tensor.Zeros(shape, x.DType);
        var w = Tensor.Empty(shape, x.DType);
        var axes = new CorrelationAxis[3];
        for (int i = 0; i < 3; i++)
        {
            int j = i - 3 + rank;
            axes[i] = j < 0
                ? CorrelationAxis.Forward(1, 1, 1, 0, 1)
                : CorrelationAxis.Forward(g.Shape[j + 2], sizes[j], window.Stride[j], window.Before[j], window.Dilation[j]);
        }
        x = x.Contiguous();
        g = g.Contiguous();
        if (x.DType == DType.Float32)
            Weight<float>(x, g, w, groups, axes);
        else
            Weight<double>(x, g, w, groups, axes);
        return w;
    }

    private static void Run(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes)
    {
        if (source.DType == DType.Float32)
            Run<float>(source, filters, bias, result, axes);
        else
            Run<double>(source, filters, bias, result, axes);
    }

    private static void Run<T>(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes) where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<T, Vector512<T>, Simd512<T>>(source, filters, bias, result, axes);
        else if (Vector256.IsHardwareAccelerated)
            Run<T, Vector256<T>, Simd256<T>>(source, filters, bias, result, axes);
        else if (Vector128.IsHardwareAccelerated)
            Run<T, Vector128<T>, Simd128<T>>(source, filters, bias, result, axes);
        else
            Run<T, T, SimdScalar<T>>(source, filters, bias, result, axes);
    }

    private static void Run<T, TVector, TSimd>(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        if (WinogradTiles<T, TVector, TSimd>.Suit(source.Shape, filters.Sizes, filters.Reduced, filters.Channels, axes))
            new WinogradCorrelation<T, TVector, TSimd>(source, filters, bias, result, axes).Compute();
        else
            new Correlation<T, TVector, TSimd>(source, filters, bias, result, axes).Compute();
    }

    private static void Weight<T>(Tensor x, Tensor g, Tensor w, int groups, CorrelationAxis[] axes) where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Weight<T, Vector512<T>, Simd512<T>>(x, g, w, groups, axes);
        else if (Vector256.IsHardwareAccelerated)
            Weight<T, Vector256<T>, Simd256<T>>(x, g, w, groups, axes);
        else if (Vector128.IsHardwareAccelerated)
            Weight<T, Vector128<T>, Simd128<T>>(x, g, w, groups, axes);
        else
            Weight<T, T, SimdScalar<T>>(x, g, w, groups, axes);
    }

    private static void Weight<T, TVector, TSimd>(Tensor x, Tensor g, Tensor w, int groups, CorrelationAxis[] axes)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        if (WinogradFilterGradient<T, TVector, TSimd>.Suits(x, w, groups, axes))
            new WinogradFilterGradient<T, TVector, TSimd>(x, g, w, groups, axes).Compute();
        else
            new FilterGradient<T, TVector, TSimd>(x, g, w, groups, axes).Compute();
    }

    /// <summary>The spatial sizes of a shape as three.</summary>
    public static int[] Sizes(Shape shape) => [.. Ones(5 - shape.Rank), .. shape.AsSpan()[2..]];

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
}

/// <summary>
/// Filters as a correlation sees them: each group brings <paramref name="Reduced"/> channels of the source to <paramref name="Channels"/> of the
/// result; the kernel of channels r and q lies at r·<paramref name="ReducedStride"/> + q·<paramref name="ChannelStride"/> in a group.
/// </summary>
internal readonly record struct Filters(Tensor Values, int Groups, int Reduced, int Channels, int[] Sizes, int ChannelStride, int ReducedStride)
{
    /// <summary>The elements of a kernel.</summary>
    public int KernelSize => Sizes[0] * Sizes[1] * Sizes[2];

    /// <summary>Copies the elements of one panel of a group that stand at the given taps, so that channels of the result are neighbours: (r, tap, q)
    /// goes to row r·taps + tap, column q − panel · width.</summary>
    public void Pack<T>(int group, int panel, int[] taps, Span<T> packed, int width) where T : unmanaged
    {
        int first = panel * width, count = Math.Min(width, Channels - first);
        var values = Values.AsReadOnlySpan<T>()[(group * Reduced * Channels * KernelSize + first * ChannelStride)..];
        if (count < width)
            packed.Clear();
        // Where kernels are whole and those of a channel follow one another, they are one matrix.
        if (taps.Length == KernelSize && ReducedStride == KernelSize)
        {
            TransposeKernel.Transpose(values, ChannelStride, packed, width, count, Reduced * KernelSize);
            return;
        }
        for (int r = 0; r < Reduced; r++)
        {
            var from = values[(r * ReducedStride)..];
            var to = packed[(r * taps.Length * width)..];
            if (taps.Length == KernelSize)
                TransposeKernel.Transpose(from, ChannelStride, to, width, count, taps.Length);
            else
                for (int t = 0; t < taps.Length; t++)
                    for (int q = 0; q < count; q++)
                        to[t * width + q] = from[q * ChannelStride + taps[t]];
        }
    }
}
