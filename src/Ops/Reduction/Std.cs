namespace AutoGrad;

/// <summary>
/// The standard deviation over axes, y = √(Σ (x − mean)² / n), or / (n − 1). The gradient is (x − mean) / (n·y)·g, and its further derivatives follow.
/// </summary>
/// <param name="Axes">The axes to take it over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
/// <param name="Unbiased">Whether to divide by n − 1 rather than n.</param>
public sealed record Std(Axes Axes, bool KeepDim = false, bool Unbiased = true) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = inputs[0].Var(Axes, KeepDim, Unbiased);
        if (y.DType == DType.Float32)
            System.Numerics.Tensors.TensorPrimitives.Sqrt(y.AsReadOnlySpan<float>(), y.AsSpan<float>());
        else
            System.Numerics.Tensors.TensorPrimitives.Sqrt(y.AsReadOnlySpan<double>(), y.AsSpan<double>());
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var kept = saved.ShapeOf(0).Reduce(Axes, keepDim: true);
        return Deviation(saved) * (gradient.Reshape(kept) / saved.Output.Reshape(kept));
    }

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? (Deviation(saved) * t).Sum(Axes, KeepDim) / saved.Output : null;

    /// <summary>(x − mean) / n.</summary>
    private Tensor Deviation(Saved saved)
    {
        var x = saved[0];
        int count = 1;
        foreach (int axis in Axes.Resolve(x.Shape))
            count *= x.Shape[axis];
        return (x - x.Mean(Axes, keepDim: true)) * (1.0 / Math.Max(0, Unbiased ? count - 1 : count));
    }
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The standard deviation over the given axes, or over all: √(Σ (x − mean)² / (n − 1)), or / n where not unbiased. As in PyTorch it is NaN where there
        /// are too few values to divide by, and has no gradient where all values are equal. Whole numbers are converted to Float32 first.
        /// </summary>
        /// <param name="axes">The axes to take it over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 (Bessel's correction) rather than n.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Std(Axes axes = default, bool keepDim = false, bool unbiased = true)
        {
            _ = axes.Resolve(x.Shape);
            return new Std(axes, keepDim, unbiased).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Float32));
        }

        /// <summary>The standard deviation over one axis.</summary>
        /// <param name="axis">The axis to take it over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 rather than n.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Std(int axis, bool keepDim = false, bool unbiased = true) => x.Std(new Axes(axis), keepDim, unbiased);
    }
}
