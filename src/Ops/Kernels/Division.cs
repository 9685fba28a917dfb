using System.Numerics;

namespace AutoGrad;

/// <summary>Division with a whole quotient.</summary>
internal static class Division
{
    /// <summary>a − b ⌊a / b⌋, which is 0 or has the sign of b.</summary>
    public static T Remainder<T>(T a, T b, string operation) where T : INumber<T>
    {
        var rest = Fmod(a, b, operation);
        return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }

    /// <summary>a − b trunc(a / b), which is 0 or has the sign of a.</summary>
    public static T Fmod<T>(T a, T b, string operation) where T : INumber<T>
    {
        if (!IsWhole<T>())
            return a % b;
        if (T.IsZero(b))
            throw new DivideByZeroException($"{operation}: b has a 0, by which whole numbers cannot be divided. Convert with .To(DType.Float32).");
        return IsMinusOne(b) ? T.Zero : a % b; // The quotient of the least number by −1 overflows.
    }

    /// <summary>⌊a / b⌋, of floating-point numbers the one that goes with the remainder; a / b where b is 0.</summary>
    public static T Floor<T>(T a, T b, string operation) where T : INumber<T>
    {
        var rest = Fmod(a, b, operation);
        bool below = !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b);
        if (IsWhole<T>())
            return IsMinusOne(b) ? unchecked(-a) : below ? a / b - T.One : a / b;
        if (T.IsZero(b))
            return a / b;
        double quotient = double.CreateTruncating((a - rest) / b) - (below ? 1 : 0);
        return T.CreateTruncating(quotient == 0 ? Math.CopySign(0, double.CreateTruncating(a / b)) : Math.Round(quotient));
    }

    /// <summary>trunc(a / b).</summary>
    public static T Truncate<T>(T a, T b, string operation) where T : INumber<T>
    {
        if (!IsWhole<T>())
            return T.CreateTruncating(Math.Truncate(double.CreateTruncating(a / b)));
        _ = Fmod(a, b, operation);
        return IsMinusOne(b) ? unchecked(-a) : a / b;
    }

    private static bool IsWhole<T>() => typeof(T) != typeof(float) && typeof(T) != typeof(double);

    private static bool IsMinusOne<T>(T b) where T : INumber<T> => T.IsNegative(b) && T.IsZero(b + T.One);
}
