namespace AutoGrad;

/// <summary>Unsigned numbers that are ordered as the elements are, −0 being 0 and NaN the greatest.</summary>
internal interface ISortKeys<T, TKey>
{
    /// <summary>The key of an element.</summary>
    static abstract TKey Key(T value);
}

/// <summary>The bits, of negative numbers the others' complement.</summary>
internal readonly struct Float32Keys : ISortKeys<float, uint>
{
    public static uint Key(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value + 0f); // −0 + 0 is 0.
        return float.IsNaN(value) ? uint.MaxValue : (uint)(bits ^ (bits >> 31 | int.MinValue));
    }
}

/// <summary>As <see cref="Float32Keys"/>.</summary>
internal readonly struct Float64Keys : ISortKeys<double, ulong>
{
    public static ulong Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return double.IsNaN(value) ? ulong.MaxValue : (ulong)(bits ^ (bits >> 63 | long.MinValue));
    }
}

/// <summary>The number with its sign turned.</summary>
internal readonly struct Int64Keys : ISortKeys<long, ulong>
{
    public static ulong Key(long value) => (ulong)(value ^ long.MinValue);
}

/// <summary>The number with its sign turned.</summary>
internal readonly struct Int32Keys : ISortKeys<int, uint>
{
    public static uint Key(int value) => (uint)(value ^ int.MinValue);
}

/// <summary>The number itself.</summary>
internal readonly struct ByteKeys : ISortKeys<byte, byte>
{
    public static byte Key(byte value) => value;
}
