using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// The nearest value between two bounds, y = min(max(x, Min), Max). The derivative is 1 between the bounds and on them, as in PyTorch, and 0 outside.
/// For whole numbers the bounds are rounded inwards.
/// </summary>
/// <param name="Min">The lower bound; null for none.</param>
/// <param name="Max">The upper bound; null for none.</param>
public sealed record Clamp(double? Min = -1, double? Max = 1) : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => Between(x, Min, Max, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Gate(Tensor.OnesLike(x), x);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Gate(gradient, saved[0]);

    /// <inheritdoc/>
    protected override Domain Domain => new(-3, 3, [.. new[] { Min, Max }.OfType<double>()]);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;

    /// <summary>y = min(max(x, min), max), for whole numbers with the bounds rounded inwards.</summary>
    internal static void Between<T>(ReadOnlySpan<T> x, double? lower, double? upper, Span<T> y) where T : unmanaged, INumber<T>
    {
        bool whole = typeof(T) != typeof(float) && typeof(T) != typeof(double);
        if (lower is { } min)
            TensorPrimitives.Max(x, T.CreateSaturating(whole ? Math.Ceiling(min) : min), y);
        if (upper is { } max)
            TensorPrimitives.Min(lower is null ? x : y, T.CreateSaturating(whole ? Math.Floor(max) : max), y);
        if (lower is null && upper is null)
            x.CopyTo(y);
    }

    private Tensor Gate(Tensor gradient, Tensor x) => (Min, Max) switch
    {
        ({ } min, { } max) => Tensor.Where((x >= min) & (x <= max), gradient, 0),
        ({ } min, null) => Tensor.Where(x >= min, gradient, 0),
        (null, { } max) => Tensor.Where(x <= max, gradient, 0),
        _ => gradient,
    };
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The nearest value to each element between two bounds. For whole numbers the bounds are rounded inwards.</summary>
        /// <param name="min">The lower bound; null for none.</param>
        /// <param name="max">The upper bound; null for none.</param>
        /// <exception cref="ArgumentException">The lower bound is above the upper one, a bound is not a number, or there is none.</exception>
        public Tensor Clamp(double? min = null, double? max = null)
        {
            if (min is null && max is null)
                throw new ArgumentException("Clamp: give min, max or both.");
            if (min is { } low && double.IsNaN(low) || max is { } high && double.IsNaN(high))
                throw new ArgumentException("Clamp: a bound is NaN; to have no bound leave it out.");
            if (min > max)
                throw new ArgumentException($"Clamp: min is {min} and max is {max}; min must not be above max. Did you mean Clamp({max}, {min})?");
            return new Clamp(min, max).Apply(x);
        }
    }
}
