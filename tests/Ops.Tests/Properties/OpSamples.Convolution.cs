namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> ConvolutionRows => new()
    {
        [typeof(Convolution)] = d => d.Convolved((window, groups, x, w, _) => new(new Convolution(window, groups), x, w)),
        [typeof(BiasedConvolution)] = d => d.Convolved((window, groups, x, w, _) => new(new BiasedConvolution(window, groups), x, w, new Shape(w[0]))),
        [typeof(TransposedConvolution)] = d => d.Convolved((window, groups, x, w, y) =>
            new(new TransposedConvolution(window, groups, new(x.AsSpan()[2..])), y, w)),
        [typeof(ConvolutionFilterGradient)] = d => d.Convolved((window, groups, x, w, y) =>
            new(new ConvolutionFilterGradient(window, groups, new(w.AsSpan()[2..])), x, y)),
        [typeof(MaxPositions)] = d => d.Convolved((window, _, x, w, _) =>
            new(new MaxPositions(Window.Plain(window.Axes) with { Stride = window.Stride }, new(w.AsSpan()[2..])), x.Grown(w)) { AllowsTies = false }),
        [typeof(AdaptiveMaxPositions)] = d => d.Convolved((_, _, x, w, _) =>
            new(new AdaptiveMaxPositions(new(w.AsSpan()[2..])), x.Grown(w)) { AllowsTies = false }),
    };

    /// <summary>Images no smaller than kernels.</summary>
    private static Shape Grown(this Shape images, Shape filters) => new(images.Select((size, i) => i < 2 ? size : Math.Max(size, filters[i])).ToArray().AsSpan());

    /// <summary>A window and the shapes of images, filters and result that belong to it.</summary>
    private static OpSample Convolved(this Draws d, Func<Window, int, Shape, Shape, Shape, OpSample> make)
    {
        int axes = 1 + d.Choose(3), groups = 1 + d.Choose(2), reduced = 1 + d.Choose(2), channels = 1 + d.Choose(2), images = d.Few(2);
        int[] stride = new int[axes], before = new int[axes], after = new int[axes], dilation = new int[axes];
        int[] sizes = new int[axes], kernels = new int[axes], places = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            // Numbers along later axes are smaller, so that there are not too many elements to be checked one by one.
            int most = Math.Max(1, 3 - i * axes / 2);
            (stride[i], dilation[i], kernels[i]) = (1 + d.Choose(most), 1 + d.Choose(Math.Min(2, most)), 1 + d.Choose(Math.Max(2, most)));
            places[i] = Math.Max(1, d.Few(most));
            int covered = (places[i] - 1) * stride[i] + (kernels[i] - 1) * dilation[i] + 1;
            before[i] = Math.Min(d.Choose(3), covered - 1);
            after[i] = Math.Min(d.Choose(2), covered - 1 - before[i]);
            sizes[i] = covered - before[i] - after[i] + d.Choose(stride[i]);
        }
        return make(
            new(stride, before, after, dilation), groups, new([images, groups * reduced, .. sizes]), new([groups * channels, reduced, .. kernels]),
            new([images, groups * channels, .. places]));
    }

    /// <summary>The next size, but where it is small at most so many.</summary>
    private static int Few(this Draws d, int most) => d.Size() is var size && size > 3 ? size : Math.Min(size, most);
}
