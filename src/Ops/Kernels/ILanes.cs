namespace AutoGrad;

/// <summary>
/// A vector of float or double, as far as elementary functions need one, so that each is written once for every width. The width is a type parameter
/// of the functions; the compiler specialises them. Comparisons give masks: all bits of a lane set, or none.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanes<TSelf, T> where TSelf : struct, ILanes<TSelf, T> where T : unmanaged
{
    static abstract int Count { get; }

    /// <summary>Whether <see cref="MultiplyAdd"/> rounds once.</summary>
    static abstract bool Fused { get; }

    static abstract TSelf Load(ref readonly T source, nint offset);

    static abstract void Store(TSelf x, ref T target, nint offset);

    /// <summary>A number in every lane, rounded to T.</summary>
    static abstract TSelf All(double value);

    /// <summary>A number in every lane, the first where T is float.</summary>
    static abstract TSelf All(double single, double other);

    /// <summary>A pattern of bits in every lane, the first where T is float.</summary>
    static abstract TSelf AllBits(int single, long other);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf x);

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a·b − c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplySubtract(TSelf a, TSelf b, TSelf c);

    /// <summary>c − a·b, rounded once where the processor can.</summary>
    static abstract TSelf SubtractProduct(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Abs(TSelf x);

    static abstract TSelf CopySign(TSelf size, TSelf sign);

    /// <summary>The lesser of a bound, which is a number, and x; NaN where x is.</summary>
    static abstract TSelf Min(TSelf bound, TSelf x);

    /// <summary>The greater of a bound, which is a number, and x; NaN where x is.</summary>
    static abstract TSelf Max(TSelf bound, TSelf x);

    /// <summary>The sum of all lanes.</summary>
    static abstract T Sum(TSelf x);

    /// <summary>The greatest of all lanes; any of them where one is NaN.</summary>
    static abstract T Greatest(TSelf x);

    static abstract TSelf Less(TSelf a, TSelf b);

    static abstract TSelf Same(TSelf a, TSelf b);

    /// <summary>a where the mask is set, else b.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>Yes where a is less than b, else no.</summary>
    static abstract TSelf Less(TSelf a, TSelf b, TSelf yes, TSelf no);

    static abstract bool Every(TSelf mask);

    /// <summary>The sum of the bit patterns as whole numbers.</summary>
    static abstract TSelf AddBits(TSelf a, TSelf b);

    /// <summary>The bit patterns shifted left, by the first number where T is float.</summary>
    static abstract TSelf ShiftBitsLeft(TSelf x, int single, int other);

    /// <summary>The bit patterns shifted right, by the first number where T is float, and filled up with zeros.</summary>
    static abstract TSelf ShiftBitsRight(TSelf x, int single, int other);

    /// <summary>x·2ⁿ for whole n, rounded once where it is subnormal if the processor can.</summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    /// <summary>1/x to about a unit in the last place, for x between 2⁻¹⁰⁰ and 2¹⁰⁰.</summary>
    static abstract TSelf Reciprocal(TSelf x);

    /// <summary>a/b to about half a unit in the last place, for b between 2⁻¹⁰⁰ and 2¹⁰⁰ and finite a.</summary>
    static abstract TSelf Quotient(TSelf a, TSelf b);
}
