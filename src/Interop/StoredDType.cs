namespace AutoGrad.Interop;

/// <summary>How numbers are stored in a file. What no tensor here holds is converted as it is read; see
/// <see cref="StoredDTypes"/>.</summary>
public enum StoredDType : byte
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>An unsigned 8-bit integer.</summary>
    Byte,

    /// <summary>A signed 8-bit integer; read as Int32.</summary>
    SByte,

    /// <summary>A signed 16-bit integer; read as Int32.</summary>
    Int16,

    /// <summary>An unsigned 16-bit integer; read as Int32.</summary>
    UInt16,

    /// <summary>A signed 32-bit integer.</summary>
    Int32,

    /// <summary>An unsigned 32-bit integer; read as Int64.</summary>
    UInt32,

    /// <summary>A signed 64-bit integer.</summary>
    Int64,

    /// <summary>An unsigned 64-bit integer; read as Int64, and refused where it does not fit.</summary>
    UInt64,

    /// <summary>IEEE 754 half precision; read as Float32.</summary>
    Float16,

    /// <summary>The upper half of a Float32, as neural networks use it; read as Float32.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,
}

/// <summary>What can be asked of a <see cref="StoredDType"/>.</summary>
public static class StoredDTypes
{
    extension(StoredDType stored)
    {
        /// <summary>The bytes of one element in the file.</summary>
        public int Size => stored switch
        {
            StoredDType.Bool or StoredDType.Byte or StoredDType.SByte => 1,
            StoredDType.Int16 or StoredDType.UInt16 or StoredDType.Float16 or StoredDType.BFloat16 => 2,
            StoredDType.Int32 or StoredDType.UInt32 or StoredDType.Float32 => 4,
            _ => 8,
        };

        /// <summary>The dtype of the tensor that is read: the same, or the smallest that holds every value.</summary>
        public DType DType => stored switch
        {
            StoredDType.Bool => DType.Bool,
            StoredDType.Byte => DType.Byte,
            StoredDType.SByte or StoredDType.Int16 or StoredDType.UInt16 or StoredDType.Int32 => DType.Int32,
            StoredDType.UInt32 or StoredDType.Int64 or StoredDType.UInt64 => DType.Int64,
            StoredDType.Float64 => DType.Float64,
            _ => DType.Float32,
        };

        /// <summary>Whether the numbers are floating-point ones.</summary>
        public bool IsFloatingPoint => stored >= StoredDType.Float16;
    }

    /// <summary>How a tensor's elements are stored: as they are or, where they are floating-point numbers, as asked.</summary>
    /// <exception cref="ArgumentException">Another kind of number was asked for.</exception>
    internal static StoredDType Of(DType dtype, StoredDType? floats)
    {
        if (floats is { IsFloatingPoint: false })
            throw new ArgumentException(
                $"Floating-point tensors cannot be stored as {floats}; choose Float16, BFloat16, Float32 or Float64, or leave it out.",
                nameof(floats));
        return dtype switch
        {
            DType.Bool => StoredDType.Bool,
            DType.Byte => StoredDType.Byte,
            DType.Int32 => StoredDType.Int32,
            DType.Int64 => StoredDType.Int64,
            DType.Float32 => floats ?? StoredDType.Float32,
            _ => floats ?? StoredDType.Float64,
        };
    }
}
