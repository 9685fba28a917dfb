using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// A function of one number that processors have an instruction or two for, stated for vectors of each width and for single numbers, with the same
/// results in all.
/// </summary>
public interface IUnaryFunction
{
    /// <summary>f of each lane.</summary>
    static abstract Vector512<T> Of<T>(Vector512<T> x);

    /// <inheritdoc cref="Of{T}(Vector512{T})"/>
    static abstract Vector256<T> Of<T>(Vector256<T> x);

    /// <inheritdoc cref="Of{T}(Vector512{T})"/>
    static abstract Vector128<T> Of<T>(Vector128<T> x);

    /// <summary>f of a number, for processors without vectors.</summary>
    static abstract T Of<T>(T x) where T : INumber<T>;
}

/// <summary>A function of two numbers, as <see cref="IUnaryFunction"/> is of one.</summary>
public interface IBinaryFunction
{
    /// <summary>f of each pair of lanes.</summary>
    static abstract Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b);

    /// <inheritdoc cref="Of{T}(Vector512{T}, Vector512{T})"/>
    static abstract Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b);

    /// <inheritdoc cref="Of{T}(Vector512{T}, Vector512{T})"/>
    static abstract Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b);

    /// <summary>f of a pair, for processors without vectors.</summary>
    static abstract T Of<T>(T a, T b) where T : INumber<T>;
}

/// <summary>
/// As <see cref="UnaryArithmetic"/>, of a function so quick that reading and writing takes longer. It runs in the widest vectors there are, and where
/// such operations follow one another on large tensors, two at a time without a stop in memory.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
public abstract record UnaryArithmetic<TFunction> : UnaryArithmetic where TFunction : struct, IUnaryFunction
{
    internal sealed override Mergeable Mergeable => Mergeable<OfFirst<TFunction>>.Instance;

    /// <inheritdoc/>
    protected sealed override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => PairLoop.Map<T, OfFirst<TFunction>>(x, x, y);
}

/// <summary>
/// As <see cref="BinaryArithmetic"/>, of a function so quick that reading and writing takes longer. It runs in the widest vectors there are, and where
/// such operations follow one another on large tensors, two at a time without a stop in memory.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
public abstract record BinaryArithmetic<TFunction> : BinaryArithmetic where TFunction : struct, IBinaryFunction
{
    internal sealed override Mergeable Mergeable => Mergeable<TFunction>.Instance;

    /// <inheritdoc/>
    protected sealed override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => PairLoop.Map<T, TFunction>(a, b, y);
}

/// <summary>As <see cref="BinaryArithmetic{TFunction}"/>, where whole numbers are converted first.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
public abstract record BinaryElementwise<TFunction> : BinaryElementwise where TFunction : struct, IBinaryFunction
{
    internal sealed override Mergeable Mergeable => Mergeable<TFunction>.Instance;

    /// <inheritdoc/>
    protected sealed override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => PairLoop.Map<T, TFunction>(a, b, y);
}
