using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The gradient of <see cref="LayerNormalization"/> with respect to its input x in one pass: of x, the result's gradient g and the weight where there
/// is one it makes r·(h − E[h] − x̂·E[h·x̂]), with h = g·weight. For given x the map of h is symmetric.
/// </summary>
/// <param name="Trailing">Over how many of the last axes is normalised.</param>
/// <param name="Epsilon">What keeps the divisor from zero.</param>
public sealed record LayerNormBackward(int Trailing, double Epsilon) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input switch
    {
        0 => Keep.Inputs,
        1 => Keep.Input0 | Keep.Input2,
        _ => Keep.Input0 | Keep.Input1,
    };

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor x = Chunks.Ready(inputs[0]), g = Chunks.Ready(inputs[1].To(x.DType));
        var weight = inputs.Length > 2 ? Chunks.Ready(inputs[2].To(x.DType)) : null;
        var dx = Tensor.Empty(x.Shape, x.DType);
        if (x.DType == DType.Float32)
            Run<float>(x, g, weight, dx);
        else
            Run<double>(x, g, weight, dx);
        return dx;
    }

    private void Run<T>(Tensor x, Tensor g, Tensor? weight, Tensor dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, size) = LastAxes.Sizes(x.Shape, Trailing);
        var epsilon = T.CreateChecked(Epsilon);
        Chunks.ForRows(rows, size, (from, to) => LayerNormKernels.Backward(
            x.AsReadOnlySpan<T>()[(from * size)..(to * size)],
            g.AsReadOnlySpan<T>()[(from * size)..],
            weight is null ? [] : weight.AsReadOnlySpan<T>(),
            dx.AsSpan<T>()[(from * size)..],
            size,
            epsilon));
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input switch
    {
        0 => AlongInput(gradient, saved),
        1 when saved.Count > 2 => saved[2] * Apply(saved[0], gradient),
        1 => Apply(saved[0], gradient),
        _ => saved[1] * Apply(saved[0], gradient),
    };

    /// <summary>
    /// With u the gradient of the result, Σ u·dx = n·r·q where q = E[u·h] − E[u]·E[h] − E[u·x̂]·E[h·x̂], and x comes in twice: through x̂, whose rule
    /// is this operation, and through r, whose derivative is −r²·x̂/n.
    /// </summary>
    private Tensor AlongInput(Tensor u, Saved saved)
    {
        Tensor x = saved[0], h = saved.Count > 2 ? saved[1] * saved[2] : saved[1];
        var axes = LastAxes.Of(Trailing);
        var standard = new LayerNormalization(Trailing, Epsilon).Apply(x);
        var r = (x.Var(axes, keepDim: true, unbiased: false) + Epsilon).Rsqrt();
        Tensor alongU = (u * standard).Mean(axes, keepDim: true), alongH = (h * standard).Mean(axes, keepDim: true);
        var q = (u * h).Mean(axes, keepDim: true) - u.Mean(axes, keepDim: true) * h.Mean(axes, keepDim: true) - alongU * alongH;
        return Apply(x, -r * (u * alongH + h * alongU)) - standard * (r * r * q);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) =>
        inputs.Count == 2 ? Apply(inputs[0], inputs[1])
        : !inputs.IsBatched(2) ? Apply(inputs[0], inputs[1], inputs.AsGiven(2))
        : Apply(inputs[0], inputs[1] * inputs.WithRank(2, inputs.ShapeOf(0).Rank));
}
