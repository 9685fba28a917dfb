using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The transpose of <see cref="Convolution"/> by its images, which is also called a deconvolution: g [N, O, …] and filters w [O, C/groups, …] give
/// x [N, C, …] with x[n, c, i·stride + k·dilation − padding] the sum over o and k of g[n, o, i] · w[o, c, k].
/// </summary>
/// <param name="Window">Stride, padding and dilation.</param>
/// <param name="Groups">Into how many groups the channels fall.</param>
/// <param name="Sizes">The spatial sizes of the result, over which the window has as many places as g has elements.</param>
public sealed record TransposedConvolution(Window Window, int Groups, Shape Sizes) : BilinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor a, Tensor b)
    {
        Window.Require(Name, Sizes.Rank);
        bool fits = a.Rank == Sizes.Rank + 2 && b.Rank == a.Rank && a.Shape[1] == b.Shape[0] && Groups > 0 && b.Shape[0] % Groups == 0;
        for (int i = 0; fits && i < Sizes.Rank; i++)
            fits = Window.Places(i, Sizes[i], b.Shape[i + 2]) == a.Shape[i + 2];
        if (!fits)
            throw new ShapeException($"{Name}: images {a.Shape} and filters {b.Shape} do not give {Sizes} with {Window} and {Groups} groups.");
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Correlations.Transposed(a.To(dtype), b.To(dtype), Window, Groups, Sizes);
    }

    /// <inheritdoc/>
    protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) => new Convolution(Window, Groups).Apply(gradient, b);

    /// <inheritdoc/>
    protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) =>
        new ConvolutionFilterGradient(Window, Groups, ConvolutionArguments.Spatial(shape)).Apply(gradient, a);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => ConvolutionBatches.Map(inputs, this, this with { Groups = Groups * inputs.Size });
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The transpose of the convolution over one axis, also called a deconvolution: x [N, C, L] or [C, L] and weight [C, O/groups, kL] give
        /// y with y[n, o, i·stride + k·dilation − padding] the sum of x[n, c, i] · weight[c, o, k], and the bias added. Its sizes are
        /// (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
        /// </summary>
        /// <param name="weight">The filters.</param>
        /// <param name="bias">A number for each channel of the result, [O], or none.</param>
        /// <param name="stride">The stride of the convolution that this transposes, for all axes or each.</param>
        /// <param name="padding">What is cut off around the result, for all axes, each axis or each side.</param>
        /// <param name="outputPadding">What the result is longer at its end, less than the stride or the dilation: a convolution gives several sizes
        /// the
        /// same, and this chooses among them.</param>
        /// <param name="groups">Into how many groups the channels fall, which meet only filters of their own.</param>
        /// <param name="dilation">How far neighbours in the kernel lie apart.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <param name="weightName">What errors call the weight; the compiler fills it in.</param>
        /// <param name="biasName">What errors call the bias; the compiler fills it in.</param>
        /// <exception cref="ShapeException">Shapes do not fit, groups do not divide the channels, a number is out of range, or nothing would be left
        /// of
        /// the result.</exception>
        /// <exception cref="DTypeException">A tensor does not hold floating-point numbers.</exception>
        public Tensor ConvTranspose1d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis outputPadding = default,
            int groups = 1,
            PerAxis dilation = default,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            ConvolveTransposed(
                nameof(ConvTranspose1d), 1, x, weight, bias, stride, padding, outputPadding, groups, dilation, xName, weightName, biasName);

        /// <summary>
        /// The transpose of the convolution over two axes, also called a deconvolution: x [N, C, H, W] or [C, H, W] and weight [C, O/groups, kH, kW]
        /// give
        /// y with y[n, o, i·stride + k·dilation − padding] the sum of x[n, c, i] · weight[c, o, k], and the bias added. Its sizes are
        /// (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
        /// </summary>
        /// <inheritdoc cref="ConvTranspose1d"/>
        public Tensor ConvTranspose2d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis outputPadding = default,
            int groups = 1,
            PerAxis dilation = default,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            ConvolveTransposed(
                nameof(ConvTranspose2d), 2, x, weight, bias, stride, padding, outputPadding, groups, dilation, xName, weightName, biasName);

        /// <summary>
        /// The transpose of the convolution over three axes, also called a deconvolution: x [N, C, D, H, W] or [C, D, H, W] and weight [C, O/groups,
        /// kD, kH, kW] give
        /// y with y[n, o, i·stride + k·dilation − padding] the sum of x[n, c, i] · weight[c, o, k], and the bias added. Its sizes are
        /// (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
        /// </summary>
        /// <inheritdoc cref="ConvTranspose1d"/>
        public Tensor ConvTranspose3d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis outputPadding = default,
            int groups = 1,
            PerAxis dilation = default,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            ConvolveTransposed(
                nameof(ConvTranspose3d), 3, x, weight, bias, stride, padding, outputPadding, groups, dilation, xName, weightName, biasName);
    }

    private static Tensor ConvolveTransposed(
        string operation, int axes, Tensor x, Tensor weight, Tensor? bias, PerAxis stride, Margin padding, PerAxis outputPadding, int groups,
        PerAxis dilation, string? xName, string? weightName, string? biasName)
    {
        ArgumentNullException.ThrowIfNull(weight);
        xName = CallerName.Or(xName, "x");
        weightName = CallerName.Or(weightName, "weight");
        ConvolutionArguments.RequireFilters(operation, weight, axes, weightName, "C, O/groups");
        var batch = ConvolutionArguments.Batched(operation, x, axes, xName);
        Shape steps = stride.For(axes, 1, 1, operation, "the stride"), spread = dilation.For(axes, 1, 1, operation, "the dilation");
        var rest = outputPadding.For(axes, 0, 0, operation, "the output padding");
        var (before, after) = padding.For(ConvolutionArguments.Spatial(weight.Shape), steps, spread, operation);
        var window = new Window(steps, before, after, spread);
        var sizes = ConvolutionArguments.TransposedSizes(operation, batch, weight, window, groups, rest, xName, weightName);
        ConvolutionArguments.CheckBias(operation, bias, weight.Shape[1] * groups, CallerName.Or(biasName, "bias"));
        // More output padding than the window moves would be another place of it; such elements are zeros.
        var most = sizes.ToArray();
        for (int i = 0; i < axes; i++)
            most[i] -= Math.Max(0, rest[i] - steps[i] + 1);
        var y = new TransposedConvolution(window, groups, most).Apply(batch, weight);
        for (int i = 0; i < axes; i++)
            if (most[i] < sizes[i])
                y = y.Pad(i + 2, 0, sizes[i] - most[i]);
        if (bias is not null)
            y += bias.Reshape([bias.Shape[0], .. Enumerable.Repeat(1, axes)]);
        return x.Rank == axes + 2 ? y : y.Squeeze(0);
    }
}
