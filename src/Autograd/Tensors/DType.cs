using System.Globalization;

namespace AutoGrad;

/// <summary>
/// The type of a tensor's elements. The members stand in promotion order: where two dtypes meet, the result has the later one
/// (<see cref="DTypes.Promote(DType, DType)"/>).
/// </summary>
public enum DType : byte
{
    /// <summary>True or false, one byte. In arithmetic it counts as 0 or 1.</summary>
    Bool,

    /// <summary>An unsigned 8-bit integer, <see cref="byte"/>.</summary>
    Byte,

    /// <summary>A signed 32-bit integer, <see cref="int"/>.</summary>
    Int32,

    /// <summary>A signed 64-bit integer, <see cref="long"/>; the dtype of labels and indices.</summary>
    Int64,

    /// <summary>IEEE 754 single precision, <see cref="float"/>; the default.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, <see cref="double"/>.</summary>
    Float64,
}

/// <summary>What can be asked of a <see cref="DType"/>.</summary>
public static class DTypes
{
    extension(DType dtype)
    {
        /// <summary>Whether the elements are floating-point numbers; only these carry derivatives.</summary>
        public bool IsFloatingPoint => dtype >= DType.Float32;

        /// <summary>The bytes of one element.</summary>
        public int Size => 0x84_84_11 >> 4 * (int)dtype & 15; // A digit for each, from the last: every allocation asks.
    }

    /// <summary>The dtype that holds values of <typeparamref name="T"/>.</summary>
    /// <exception cref="DTypeException">No dtype holds <typeparamref name="T"/>.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(byte) ? DType.Byte
        : throw new DTypeException($"No dtype holds {typeof(T).Name}; use float, double, long, int, byte or bool.");

    /// <summary>
    /// The dtype of a result where two dtypes meet: the later in the order Bool, Byte, Int32, Int64, Float32, Float64. So Int64 with Float32 gives
    /// Float32, as in PyTorch.
    /// </summary>
    public static DType Promote(DType a, DType b) => a > b ? a : b;

    /// <summary>
    /// The dtype in which two tensors are computed with. Numbers (<see cref="Tensor.IsNumber"/>) are weakly typed: they take the tensor's dtype
    /// unless theirs is of a higher kind (bool, integer, floating point), and then the kind's default: Float32 or Int64.
    /// </summary>
    /// <exception cref="DTypeException">A number is out of the range of the tensor's dtype.</exception>
    public static DType Promote(Tensor a, Tensor b)
    {
        DType da = a.DType, db = b.DType;
        if (da == db || a.IsNumber == b.IsNumber)
            return Promote(da, db);
        var (tensor, number) = a.IsNumber ? (b, a) : (a, b);
        if (Kind(number.DType) > Kind(tensor.DType))
            return number.DType.IsFloatingPoint ? DType.Float32 : DType.Int64;
        RequireFits(number, tensor.DType);
        return tensor.DType;
    }

    /// <summary>Refuses a number that would become another one, as −1 would in a Byte tensor.</summary>
    private static void RequireFits(Tensor number, DType dtype)
    {
        if (dtype is not (DType.Byte or DType.Int32) || number.NumberValue is not { } value)
            return;
        var (least, most) = dtype == DType.Byte ? (byte.MinValue, byte.MaxValue) : ((double)int.MinValue, int.MaxValue);
        if (value < least || value > most)
            throw new DTypeException(
                $"The number {value.ToString(CultureInfo.InvariantCulture)} meets {(dtype == DType.Byte ? "a" : "an")} {dtype} tensor, which " +
                $"holds {least} to {most}. " +
                "Convert the tensor with .To(DType.Int64) first.");
    }

    private static int Kind(DType dtype) => dtype.IsFloatingPoint ? 2 : dtype == DType.Bool ? 0 : 1;
}
