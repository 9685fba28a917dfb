using System.Numerics;

namespace AutoGrad;

/// <summary>The logarithm of a sum of exponentials, y = log Σ eˣ, a smooth maximum. Its gradient is the softmax.</summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
public sealed record LogSumExp(Axes Axes, bool KeepDim = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty(inputs[0].Shape.Reduce(Axes, KeepDim, Name), inputs[0].DType);
        var runs = Runs.Over(inputs[0], Axes);
        if (y.DType == DType.Float32)
            Run<float>(runs, y);
        else
            Run<double>(runs, y);
        return y;
    }

    private static void Run<T>(Runs runs, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, outer, size, inner) = runs;
        if (size == 0)
            y.AsSpan<T>().Fill(T.NegativeInfinity);
        else if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) => SoftmaxKernels.LogSumExp(
                x.AsReadOnlySpan<T>()[(from * size)..(to * size)], y.AsSpan<T>()[from..to], size));
        else
            Chunks.ForColumns(outer, size, inner, (at, result, width) => SoftmaxColumns.LogSumExp(
                x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>().Slice(result, width), size, inner));
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        Weights(saved) * gradient.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true));

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? (Weights(saved) * t).Sum(Axes, KeepDim) : null;

    /// <summary>The softmax over the axes, e^(x − y); of nothing but −∞, where y is −∞ too, zeros.</summary>
    private Tensor Weights(Saved saved) =>
        (saved[0] - saved.Output.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)).Maximum(float.MinValue)).Exp();

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new LogSumExp(inputs.Axes(Axes), KeepDim).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// log Σ eˣ over the given axes, or over all; −∞ where there is nothing to sum. Safe for numbers of any size. Whole numbers are converted to
        /// Float32 first.
        /// </summary>
        /// <param name="axes">The axes to sum over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor LogSumExp(Axes axes = default, bool keepDim = false) =>
            new LogSumExp(axes, keepDim).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Float32));

        /// <summary>log Σ eˣ over one axis.</summary>
        /// <param name="axis">The axis to sum over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor LogSumExp(int axis, bool keepDim = false) => x.LogSumExp(new Axes(axis), keepDim);
    }
}
