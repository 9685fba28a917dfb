using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The convolution of images x [N, C, …] with filters w [O, C/groups, …] over one, two or three spatial axes:
/// y[n, o, i] = Σ over c and k of x[n, c, i·stride + k·dilation − padding] · w[o, c, k], x being 0 where it is not. It is what signal processing
/// calls a cross-correlation. Its transposes are <see cref="TransposedConvolution"/> and <see cref="ConvolutionFilterGradient"/>, and theirs are
/// among
/// the three again.
/// </summary>
/// <param name="Window">Stride, padding and dilation.</param>
/// <param name="Groups">Into how many groups the channels fall, which meet only filters of their own.</param>
public sealed record Convolution(Window Window, int Groups = 1) : BilinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor a, Tensor b)
    {
        ConvolutionArguments.Check(Name, a, b, Window, Groups);
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Correlations.Forward(a.To(dtype), b.To(dtype), null, Window, Groups);
    }

    /// <inheritdoc/>
    protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) =>
        new TransposedConvolution(Window, Groups, ConvolutionArguments.Spatial(shape)).Apply(gradient, b);

    /// <inheritdoc/>
    protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) =>
        new ConvolutionFilterGradient(Window, Groups, ConvolutionArguments.Spatial(shape)).Apply(a, gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => ConvolutionBatches.Map(inputs, this, this with { Groups = Groups * inputs.Size });
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The convolution (in truth the cross-correlation) over one axis: x [N, C, L] or [C, L] and weight [O, C/groups, kL] give
        /// y[n, o, i] = bias[o] + Σ over c and k of x[n, c, i·stride + k·dilation − padding] · weight[o, c, k].
        /// </summary>
        /// <param name="weight">The filters.</param>
        /// <param name="bias">A number for each channel of the result, [O], or none.</param>
        /// <param name="stride">How far the kernel moves, for all axes or each.</param>
        /// <param name="padding">The zeros around x, for all axes, each axis or each side, or <see cref="Margin.Same"/>.</param>
        /// <param name="dilation">How far neighbours in the kernel lie apart.</param>
        /// <param name="groups">Into how many groups the channels fall, which meet only filters of their own; C of them make it depthwise.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <param name="weightName">What errors call the weight; the compiler fills it in.</param>
        /// <param name="biasName">What errors call the bias; the compiler fills it in.</param>
        /// <exception cref="ShapeException">Shapes do not fit, groups do not divide the channels, a number is out of range, or the kernel is larger
        /// than
        /// the padded input.</exception>
        /// <exception cref="DTypeException">A tensor does not hold floating-point numbers.</exception>
        public Tensor Conv1d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis dilation = default,
            int groups = 1,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            Convolve(nameof(Conv1d), 1, x, weight, bias, stride, padding, dilation, groups, xName, weightName, biasName);

        /// <summary>
        /// The convolution (in truth the cross-correlation) over two axes: x [N, C, H, W] or [C, H, W] and weight [O, C/groups, kH, kW] give
        /// y[n, o, i] = bias[o] + Σ over c and k of x[n, c, i·stride + k·dilation − padding] · weight[o, c, k].
        /// </summary>
        /// <inheritdoc cref="Conv1d"/>
        public Tensor Conv2d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis dilation = default,
            int groups = 1,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            Convolve(nameof(Conv2d), 2, x, weight, bias, stride, padding, dilation, groups, xName, weightName, biasName);

        /// <summary>
        /// The convolution (in truth the cross-correlation) over three axes: x [N, C, D, H, W] or [C, D, H, W] and weight [O, C/groups, kD, kH, kW]
        /// give
        /// y[n, o, i] = bias[o] + Σ over c and k of x[n, c, i·stride + k·dilation − padding] · weight[o, c, k].
        /// </summary>
        /// <inheritdoc cref="Conv1d"/>
        public Tensor Conv3d(
            Tensor weight,
            Tensor? bias = null,
            PerAxis stride = default,
            Margin padding = default,
            PerAxis dilation = default,
            int groups = 1,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null) =>
            Convolve(nameof(Conv3d), 3, x, weight, bias, stride, padding, dilation, groups, xName, weightName, biasName);
    }

    private static Tensor Convolve(
        string operation, int axes, Tensor x, Tensor weight, Tensor? bias, PerAxis stride, Margin padding, PerAxis dilation, int groups,
        string? xName, string? weightName, string? biasName)
    {
        ArgumentNullException.ThrowIfNull(weight);
        xName = CallerName.Or(xName, "x");
        weightName = CallerName.Or(weightName, "weight");
        ConvolutionArguments.RequireFilters(operation, weight, axes, weightName);
        var batch = ConvolutionArguments.Batched(operation, x, axes, xName);
        Shape steps = stride.For(axes, 1, 1, operation, "the stride"), spread = dilation.For(axes, 1, 1, operation, "the dilation");
        var (before, after) = padding.For(ConvolutionArguments.Spatial(weight.Shape), steps, spread, operation);
        var window = new Window(steps, before, after, spread);
        ConvolutionArguments.Check(operation, batch, weight, window, groups, xName, weightName);
        ConvolutionArguments.CheckBias(operation, bias, weight.Shape[0], CallerName.Or(biasName, "bias"));
        var y = bias is null
            ? new Convolution(window, groups).Apply(batch, weight)
            : new BiasedConvolution(window, groups).Apply(batch, weight, bias);
        return x.Rank == axes + 2 ? y : y.Squeeze(0);
    }
}
