using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Each example brought to mean 0 and variance 1 over its last axes, then scaled and shifted: of x, and of parameters [1, …] or [2, …] where given, a
/// weight and a bias of the last axes' shape, it makes x̂·weight + bias with x̂ = (x − E[x])·r and r = 1/√(Var[x] + ε), the variance biased. The
/// parameters come as one tensor so that one pass over the gradient is enough for both. Ba, Kiros and Hinton, 2016.
/// </summary>
/// <param name="Trailing">Over how many of the last axes is normalised.</param>
/// <param name="Epsilon">ε, which keeps the divisor from zero.</param>
public sealed record LayerNormalization(int Trailing, double Epsilon) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = Chunks.Ready(inputs[0]);
        var parameters = inputs.Length > 1 ? Chunks.Ready(inputs[1].To(x.DType)) : null;
        var y = Tensor.Empty(x.Shape, x.DType);
        if (x.DType == DType.Float32)
            Run<float>(x, parameters, y);
        else
            Run<double>(x, parameters, y);
        return y;
    }

    private void Run<T>(Tensor x, Tensor? parameters, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, size) = LastAxes.Sizes(x.Shape, Trailing);
        var epsilon = T.CreateChecked(Epsilon);
        Chunks.ForRows(rows, size, (from, to) =>
        {
            var both = parameters is null ? [] : parameters.AsReadOnlySpan<T>();
            LayerNormKernels.Normalize(
                x.AsReadOnlySpan<T>()[(from * size)..(to * size)],
                both[..Math.Min(both.Length, size)],
                both[Math.Min(both.Length, size)..],
                y.AsSpan<T>()[(from * size)..],
                size,
                epsilon);
        });
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input switch
    {
        1 => new LayerNormParameterGradient(Trailing, Epsilon, saved.ShapeOf(1)[0]).Apply(saved[0], gradient),
        _ when saved.Count > 1 => new LayerNormBackward(Trailing, Epsilon).Apply(saved[0], gradient, saved[1].Slice(0, ..1).Squeeze(0)),
        _ => new LayerNormBackward(Trailing, Epsilon).Apply(saved[0], gradient),
    };

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        if (inputs.Count == 1)
            return Apply(inputs[0]);
        if (!inputs.IsBatched(1))
            return Apply(inputs[0], inputs.AsGiven(1));
        // Each sample has its own parameters, [B, 1 or 2, …], which no one call takes.
        var y = Apply(inputs[0]);
        Shape each = [inputs.Size, .. Enumerable.Repeat(1, y.Rank - 1 - Trailing), .. y.Shape.AsSpan()[^Trailing..]];
        y *= inputs[1].Slice(1, ..1).Reshape(each);
        return inputs.ShapeOf(1)[0] == 1 ? y : y + inputs[1].Slice(1, 1..).Reshape(each);
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each example brought to mean 0 and variance 1 over its last axes: (x − E[x]) / √(Var[x] + epsilon) · weight + bias, with the biased
        /// variance. Ba, Kiros and Hinton, 2016.
        /// </summary>
        /// <param name="normalizedShape">The sizes of the last axes, over which is normalised.</param>
        /// <param name="weight">The scale, of that shape; null for 1.</param>
        /// <param name="bias">The shift, of that shape; null for 0.</param>
        /// <param name="epsilon">What keeps the divisor from zero.</param>
        /// <exception cref="ShapeException">The last axes of x, the weight or the bias are not of the normalised shape.</exception>
        /// <exception cref="DTypeException">x is not floating-point, or the weight or the bias has another dtype.</exception>
        /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative, infinite or not a number.</exception>
        public Tensor LayerNorm(Shape normalizedShape, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
        {
            if (!(epsilon >= 0 && double.IsFinite(epsilon)))
                throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "LayerNorm: epsilon must be 0 or more, and finite.");
            if (!x.DType.IsFloatingPoint)
                throw new DTypeException($"LayerNorm: the input is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
            int trailing = normalizedShape.Rank;
            if (trailing == 0 || trailing > x.Rank || !x.Shape.AsSpan()[^trailing..].SequenceEqual(normalizedShape.AsSpan()))
                throw new ShapeException(
                    $"LayerNorm: the input is {x.Shape} and the normalized shape {normalizedShape}; it must have at least one axis, and the " +
                    "input's last axes must be those.");
            RequireFit(weight, nameof(weight));
            RequireFit(bias, nameof(bias));
            var op = new LayerNormalization(trailing, epsilon);
            return (weight, bias) switch
            {
                (null, null) => op.Apply(x),
                (null, _) => op.Apply(x) + bias,
                (_, null) => op.Apply(x, weight.Unsqueeze(0)),
                _ => op.Apply(x, Tensor.Cat([weight.Unsqueeze(0), bias.Unsqueeze(0)], 0)),
            };

            void RequireFit(Tensor? parameter, string name)
            {
                if (parameter is null)
                    return;
                if (parameter.Shape != normalizedShape)
                    throw new ShapeException($"LayerNorm: the {name} is {parameter.Shape}; it must have the normalized shape, {normalizedShape}.");
                if (parameter.DType != x.DType)
                    throw new DTypeException($"LayerNorm: the {name} is {parameter.DType} and the input {x.DType}; convert one of them with " +
                        $".To(DType.{x.DType}).");
            }
        }
    }
}
