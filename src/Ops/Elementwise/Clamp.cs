using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

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
        /// <summary>
        /// The nearest value to each element between two bounds, numbers or tensors that broadcast: min(max(x, min), max), so that the upper bound holds
        /// where tensors cross. The gradient goes to x between the bounds and on them, and else to the bound. Whole numbers between bounds that are
        /// written with a point become Float32, as in all arithmetic.
        /// </summary>
        /// <param name="min">The lower bound; null for none.</param>
        /// <param name="max">The upper bound; null for none.</param>
        /// <param name="xName">What errors call x; the compiler fills it in.</param>
        /// <param name="minName">What errors call the lower bound.</param>
        /// <param name="maxName">What errors call the upper bound.</param>
        /// <exception cref="ArgumentException">The lower bound, a number, is above the upper one, a number is NaN, or there is no bound.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Clamp(
            Tensor? min = null,
            Tensor? max = null,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(min))] string? minName = null,
            [CallerArgumentExpression(nameof(max))] string? maxName = null)
        {
            double? low = min is { IsNumber: true } ? min.Item() : null, high = max is { IsNumber: true } ? max.Item() : null;
            if (min is null && max is null)
                throw new ArgumentException("Clamp: give min, max or both.");
            if (double.IsNaN(low ?? 0) || double.IsNaN(high ?? 0))
                throw new ArgumentException("Clamp: a bound is NaN; to have no bound leave it out.");
            if (low > high)
                throw new ArgumentException($"Clamp: min is {low} and max is {high}; min must not be above max. Did you mean Clamp({high}, {low})?");
            if (min is { IsNumber: false } || max is { IsNumber: false })
            {
                Require(x, min, xName, minName);
                Require(x, max, xName, maxName);
                return Between(x, min, max);
            }
            bool real = x.DType.IsFloatingPoint || !((min ?? max!).DType.IsFloatingPoint || (max ?? min!).DType.IsFloatingPoint);
            return new Clamp(low, high).Apply(real ? x : x.To(DType.Float32));
        }
    }

    private static Tensor Between(Tensor x, Tensor? min, Tensor? max)
    {
        // Where neither inside nor below nor above is true there is a NaN, and of whole numbers nothing is left.
        var y = x.DType.IsFloatingPoint ? Tensor.Of(double.NaN).To(x.DType) : x;
        Tensor? inside = null;
        if (min is not null)
            (y, inside) = (Tensor.Where(x < min, min, y), x >= min);
        if (max is not null)
            (y, inside) = (
                Tensor.Where(min is null ? x > max : (x > max) | (min > max), max, y),
                inside is null ? x <= max : inside & (x <= max));
        return Tensor.Where(inside!, x, y);
    }

    private static void Require(Tensor x, Tensor? bound, string? xName, string? boundName)
    {
        if (bound is not null && !Shape.TryBroadcast(x.Shape, bound.Shape, out _))
            throw new ShapeException(
                $"Clamp: {CallerName.Or(xName, "x")} is {x.Shape} and {CallerName.Or(boundName, "the bound")} is {bound.Shape}; they must broadcast.");
    }
}
