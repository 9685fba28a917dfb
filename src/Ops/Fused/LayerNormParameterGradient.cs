using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The gradient of <see cref="LayerNormalization"/> with respect to its parameters in one pass: of the input x and the result's gradient g it makes
/// Σ g·x̂ over the examples, and beside it Σ g where there is a bias, as [1, …] or [2, …] with the last axes of x.
/// </summary>
/// <param name="Trailing">Over how many of the last axes is normalised.</param>
/// <param name="Epsilon">What keeps the divisor from zero.</param>
/// <param name="Parameters">1 for a weight alone, 2 for weight and bias.</param>
public sealed record LayerNormParameterGradient(int Trailing, double Epsilon, int Parameters) : Op
{
    /// <summary>How many elements are summed before their sums are added up, and of how many examples at most, so that errors grow slowly.</summary>
    private const int Elements = 1 << 16, MostRows = 256;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = Chunks.Ready(inputs[0]), g = Chunks.Ready(inputs[1].To(x.DType));
        return x.DType == DType.Float32 ? Run<float>(x, g) : Run<double>(x, g);
    }

    private Tensor Run<T>(Tensor x, Tensor g) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, size) = LastAxes.Sizes(x.Shape, Trailing);
        var epsilon = T.CreateChecked(Epsilon);
        int each = Math.Clamp(Elements / Math.Max(1, size), 1, MostRows);
        var sums = Tensor.Empty([(rows + each - 1) / each, Parameters, .. x.Shape.AsSpan()[^Trailing..]], x.DType);
        Chunks.For(rows, each, (from, to) => LayerNormKernels.ParameterGradient(
            x.AsReadOnlySpan<T>()[(from * size)..(to * size)],
            g.AsReadOnlySpan<T>()[(from * size)..],
            sums.AsSpan<T>().Slice(from / each * Parameters * size, Parameters * size),
            size,
            epsilon));
        return sums.Sum(0);
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input == 0
        ? new LayerNormBackward(Trailing, Epsilon).Apply(saved[0], saved[1], gradient.Slice(0, ..1).Squeeze(0))
        : new LayerNormalization(Trailing, Epsilon).Apply(saved[0], gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        Tensor x = inputs[0], g = inputs[1];
        Axes examples = Enumerable.Range(1, x.Rank - 1 - Trailing).ToArray();
        var weight = (g * new LayerNormalization(Trailing, Epsilon).Apply(x)).Sum(examples);
        return Parameters == 1 ? weight.Unsqueeze(1) : Tensor.Stack([weight, g.Sum(examples)], 1);
    }
}
