using System.Numerics;

namespace AutoGrad;

/// <summary>Computes y = f(a, b, c) for each triple of elements.</summary>
internal delegate void TernaryKernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y);

/// <summary>Which operands of an operation another computes.</summary>
internal enum Merged
{
    First,
    Second,
    Both,
}

/// <summary>
/// An elementwise operation so quick that reading and writing its operands in the cache is most of its time. A plan runs two such as one, the first
/// one's results going to the second in registers.
/// </summary>
internal abstract class Mergeable
{
    /// <summary>A kernel that computes another operation and then this one; a <see cref="BinaryKernel{T}"/> where both operands of this are the
    /// results of the other.</summary>
    /// <param name="first">The other.</param>
    /// <param name="operands">What the other's results are to this.</param>
    public abstract object After<T>(Mergeable first, Merged operands) where T : unmanaged, INumber<T>;

    /// <summary>As <see cref="After{T}"/>, from the other's side.</summary>
    public abstract object Before<T, TSecond>(Merged operands) where T : unmanaged, INumber<T> where TSecond : struct, IBinaryFunction;
}

/// <summary>An operation that is a function of pairs. One of a single operand is given it twice.</summary>
internal sealed class Mergeable<TFunction> : Mergeable where TFunction : struct, IBinaryFunction
{
    /// <summary>The one there is.</summary>
    public static Mergeable Instance { get; } = new Mergeable<TFunction>();

    public override object After<T>(Mergeable first, Merged operands) => first.Before<T, TFunction>(operands);

    public override object Before<T, TSecond>(Merged operands) => operands switch
    {
        Merged.First => (TernaryKernel<T>)TripleLoop.Map<T, First<TFunction, TSecond>>,
        Merged.Second => (TernaryKernel<T>)TripleLoop.Map<T, Second<TFunction, TSecond>>,
        _ => (BinaryKernel<T>)PairLoop.Map<T, Both<TFunction, TSecond>>,
    };
}
