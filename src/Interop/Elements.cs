using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Interop;

/// <summary>The elements of tensors, read from and written to streams in row-major order without a second copy.</summary>
internal static class Elements
{
    /// <summary>Reads a tensor. The caller knows that the bytes are there, so nothing is allocated that the file does not fill.</summary>
    public static Tensor Read(Stream from, string name, StoredDType stored, Shape shape, bool bigEndian, Failure fail, Transfer transfer)
    {
        var result = Tensor.Empty(shape, stored.DType);
        var reader = new Reader(from, name, bigEndian == BitConverter.IsLittleEndian, fail, transfer);
        switch (stored)
        {
            case StoredDType.Bool:
                reader.Fill<byte, bool>(result, value => value <= 1
                    ? value == 1
                    : throw fail($"{name} holds the byte {value} where a Bool is 0 or 1."));
                break;
            case StoredDType.Byte:
                reader.Fill<byte>(result);
                break;
            case StoredDType.SByte:
                reader.Fill<sbyte, int>(result, static value => value);
                break;
            case StoredDType.Int16:
                reader.Fill<short, int>(result, static value => value);
                break;
            case StoredDType.UInt16:
                reader.Fill<ushort, int>(result, static value => value);
                break;
            case StoredDType.Int32:
                reader.Fill<int>(result);
                break;
            case StoredDType.UInt32:
                reader.Fill<uint, long>(result, static value => value);
                break;
            case StoredDType.Int64:
                reader.Fill<long>(result);
                break;
            case StoredDType.UInt64:
                reader.Fill<ulong, long>(result, value => value <= long.MaxValue
                    ? (long)value
                    : throw fail($"{name} holds {value}, more than the {long.MaxValue} that fit an Int64."));
                break;
            case StoredDType.Float16:
                reader.Fill<Half, float>(result, static value => (float)value);
                break;
            case StoredDType.BFloat16:
                reader.Fill<ushort, float>(result, static value => BitConverter.UInt32BitsToSingle((uint)value << 16));
                break;
            case StoredDType.Float32:
                reader.Fill<float>(result);
                break;
            default:
                reader.Fill<double>(result);
                break;
        }
        return result;
    }

    /// <summary>Writes a tensor's elements, little endian.</summary>
    public static void Write(Stream to, Tensor tensor, StoredDType stored, Transfer transfer)
    {
        tensor = tensor.Detach().Contiguous();
        var writer = new Writer(to, transfer);
        switch (tensor.DType, stored)
        {
            case (DType.Bool, _):
                writer.Put<bool>(tensor);
                break;
            case (DType.Byte, _):
                writer.Put<byte>(tensor);
                break;
            case (DType.Int32, _):
                writer.Put<int>(tensor);
                break;
            case (DType.Int64, _):
                writer.Put<long>(tensor);
                break;
            case (DType.Float32, StoredDType.Float16):
                writer.Put<float, Half>(tensor, static value => (Half)value);
                break;
            case (DType.Float32, StoredDType.BFloat16):
                writer.Put<float, ushort>(tensor, Upper);
                break;
            case (DType.Float32, StoredDType.Float64):
                writer.Put<float, double>(tensor, static value => value);
                break;
            case (DType.Float32, _):
                writer.Put<float>(tensor);
                break;
            case (_, StoredDType.Float16):
                writer.Put<double, Half>(tensor, static value => (Half)value);
                break;
            case (_, StoredDType.BFloat16):
                writer.Put<double, ushort>(tensor, static value => Upper((float)value));
                break;
            case (_, StoredDType.Float32):
                writer.Put<double, float>(tensor, static value => (float)value);
                break;
            default:
                writer.Put<double>(tensor);
                break;
        }
    }

    /// <summary>The upper half of a number's bits, rounded to the nearest, and to the even one of two; NaN stays NaN.</summary>
    private static ushort Upper(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16);
    }

    private static void Swap<T>(Span<T> values) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 2)
            Swapped(MemoryMarshal.Cast<T, ushort>(values), BinaryPrimitives.ReverseEndianness);
        else if (Unsafe.SizeOf<T>() == 4)
            Swapped(MemoryMarshal.Cast<T, uint>(values), BinaryPrimitives.ReverseEndianness);
        else if (Unsafe.SizeOf<T>() == 8)
            Swapped(MemoryMarshal.Cast<T, ulong>(values), BinaryPrimitives.ReverseEndianness);
    }

    private delegate void InPlace<T>(ReadOnlySpan<T> from, Span<T> to);

    private static void Swapped<T>(Span<T> values, InPlace<T> reverse) => reverse(values, values);

    private sealed class Reader(Stream from, string name, bool swap, Failure fail, Transfer transfer)
    {
        /// <summary>Reads elements that are stored as they are held, into their place.</summary>
        public void Fill<T>(Tensor to) where T : unmanaged
        {
            var values = to.AsSpan<T>();
            while (!values.IsEmpty)
            {
                var part = values[..Math.Min(values.Length, Transfer.Chunk / Unsafe.SizeOf<T>())];
                Next(part);
                values = values[part.Length..];
            }
        }

        /// <summary>Reads elements that are stored otherwise.</summary>
        public void Fill<TStored, T>(Tensor to, Func<TStored, T> convert) where TStored : unmanaged where T : unmanaged
        {
            var values = to.AsSpan<T>();
            Span<TStored> buffer = new TStored[Math.Min(values.Length, Transfer.Chunk / 8)];
            while (!values.IsEmpty)
            {
                var part = buffer[..Math.Min(values.Length, buffer.Length)];
                Next(part);
                for (int i = 0; i < part.Length; i++)
                    values[i] = convert(part[i]);
                values = values[part.Length..];
            }
        }

        private void Next<T>(Span<T> part) where T : unmanaged
        {
            var bytes = MemoryMarshal.AsBytes(part);
            int got = from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
                throw fail($"the file ends within the elements of {name}, {bytes.Length - got} bytes or more too early.");
            if (swap)
                Swap(part);
            transfer.Moved(bytes.Length);
        }
    }

    private sealed class Writer(Stream to, Transfer transfer)
    {
        public void Put<T>(Tensor tensor) where T : unmanaged
        {
            if (!BitConverter.IsLittleEndian)
            {
                Put<T, T>(tensor, static value => value);
                return;
            }
            var values = tensor.AsReadOnlySpan<T>();
            while (!values.IsEmpty)
            {
                var part = values[..Math.Min(values.Length, Transfer.Chunk / Unsafe.SizeOf<T>())];
                Next(MemoryMarshal.AsBytes(part));
                values = values[part.Length..];
            }
        }

        public void Put<T, TStored>(Tensor tensor, Func<T, TStored> convert) where T : unmanaged where TStored : unmanaged
        {
            var values = tensor.AsReadOnlySpan<T>();
            Span<TStored> buffer = new TStored[Math.Min(values.Length, Transfer.Chunk / 8)];
            while (!values.IsEmpty)
            {
                var part = buffer[..Math.Min(values.Length, buffer.Length)];
                for (int i = 0; i < part.Length; i++)
                    part[i] = convert(values[i]);
                if (!BitConverter.IsLittleEndian)
                    Swap(part);
                Next(MemoryMarshal.AsBytes(part));
                values = values[part.Length..];
            }
        }

        private void Next(ReadOnlySpan<byte> bytes)
        {
            to.Write(bytes);
            transfer.Moved(bytes.Length);
        }
    }
}
