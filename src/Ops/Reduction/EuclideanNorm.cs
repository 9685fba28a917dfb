using System.Numerics;

namespace AutoGrad;

/// <summary>
/// The length of vectors, y = √Σ x², over axes. Sums of squares that overflow or vanish are taken again of x divided by its greatest element. The
/// gradient is x / y, and 0 where y is 0.
/// </summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
public sealed record EuclideanNorm(Axes Axes, bool KeepDim = false) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0 | Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0];
        var shape = x.Shape.Reduce(Axes, KeepDim, Name);
        var y = x.Square().Sum(Axes, keepDim: true).Sqrt();
        if (x.ElementCount > 0 && !(y.DType == DType.Float32 ? Are(y.AsReadOnlySpan<float>(), 1e-15f) : Are(y.AsReadOnlySpan<double>(), 1e-140)))
        {
            var scale = Scale(x, Axes);
            y = scale * (x / scale).Square().Sum(Axes, keepDim: true).Sqrt();
        }
        return y.Reshape(shape.AsSpan());
    }

    /// <summary>Whether squares of numbers that matter have neither overflowed nor lost their digits.</summary>
    private static bool Are<T>(ReadOnlySpan<T> lengths, T least) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var length in lengths)
            if (!(length >= least && T.IsFinite(length)))
                return false;
        return true;
    }

    /// <summary>
    /// What vectors are divided by so that their powers are of a common size: the greatest element, but no number whose reciprocal overflows, or 1
    /// where that is infinite.
    /// </summary>
    internal static Tensor Scale(Tensor x, Axes axes)
    {
        var greatest = x.Detach().Abs().AMax(axes, keepDim: true);
        return Tensor.Where(greatest.IsFinite(), greatest.Maximum(x.DType == DType.Float32 ? 4e-38 : 9e-308), 1);
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        gradient.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true)) * Direction(saved);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? (t * Direction(saved)).Sum(Axes, KeepDim) : null;

    private Tensor Direction(Saved saved)
    {
        var y = saved.Output.Reshape(saved.ShapeOf(0).Reduce(Axes, keepDim: true));
        var zero = y.EqualTo(0);
        return Tensor.Where(zero, 0, saved[0] / Tensor.Where(zero, 1, y));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new EuclideanNorm(inputs.Axes(Axes), KeepDim).Apply(inputs[0]);
}
