using System.Buffers.Binary;
using System.Text;

namespace AutoGrad.Interop;

/// <summary>
/// The header of an npy file: the bytes 93 'NUMPY', a version, the length of what follows in two bytes (four from version 2 on), and a Python
/// dictionary with the type of the elements, their order and the shape (numpy.lib.format).
/// </summary>
/// <param name="StoredAs">How elements are stored.</param>
/// <param name="BigEndian">Whether their bytes stand with the highest first.</param>
/// <param name="FortranOrder">Whether the first axis is the innermost.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Length">The bytes of the header.</param>
internal sealed record NpyHeader(StoredDType StoredAs, bool BigEndian, bool FortranOrder, Shape Shape, int Length)
{
    /// <summary>The most bytes of dictionary that are read; what tensors need is less than 500.</summary>
    private const int Longest = 1 << 16;

    public long Bytes => (long)Shape.ElementCount * StoredAs.Size;

    /// <summary>Reads a header at a stream's position.</summary>
    public static NpyHeader Read(Stream file, string name, Failure fail)
    {
        Span<byte> start = stackalloc byte[12];
        int got = file.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (got >= 2 && start is [0x80, 2 or 3 or 4 or 5, ..])
            throw fail($"{name} is a pickle; pickles run code as they are loaded and are not read. Save the array with numpy.save(path, array).");
        if (got < 10 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw fail($"an npy file begins with the bytes 93 4E 55 4D 50 59, a version and a length; {name} " +
                (got < 10 ? $"ends after {got} bytes." : $"begins with {string.Join(' ', start[..6].ToArray().Select(static b => $"{b:X2}"))}.") +
                (start.StartsWith("PK"u8) ? " It looks like an npz file: Npz.Load." : ""));
        int version = start[6], length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]), head = 10;
        if (version is not (1 or 2 or 3) || start[7] != 0)
            throw fail($"{name} has version {version}.{start[7]} of the npy format; known are 1.0, 2.0 and 3.0.");
        if (version > 1)
        {
            head = 12;
            if (file.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
                throw fail($"{name} ends within the length of its header.");
            length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(start[8..]), int.MaxValue);
        }
        if (length > Longest)
            throw fail($"{name} declares a header of {length} bytes; at most {Longest} are read.");
        var text = new byte[length];
        got = file.ReadAtLeast(text, length, throwOnEndOfStream: false);
        if (got < length)
            throw fail($"{name} declares a header of {length} bytes and ends after {got} of them.");
        var parsed = new PythonHeader(text, head, fail);
        parsed.Parse();
        var (stored, big) = TypeOf(parsed.Descr!, name, fail);
        return new(stored, big, parsed.FortranOrder!.Value, Sizes.Of(parsed.Shape, name, fail), head + length);
    }

    /// <summary>The header that NumPy writes, to the byte.</summary>
    public static byte[] Write(StoredDType stored, Shape shape)
    {
        string type = stored switch
        {
            StoredDType.Bool => "|b1",
            StoredDType.Byte => "|u1",
            StoredDType.Int32 => "<i4",
            StoredDType.Int64 => "<i8",
            StoredDType.Float16 => "<f2",
            StoredDType.Float32 => "<f4",
            StoredDType.Float64 => "<f8",
            _ => throw new ArgumentException($"npy files know no {stored}; choose Float16, Float32 or Float64, or a safetensors file."),
        };
        string sizes = shape.Rank == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        var text = new StringBuilder($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}");
        if (shape.Rank > 0)
            text.Append(' ', 21 - shape[0].ToString().Length); // Room for the first axis to grow.
        // NumPy adds 64 spaces where none are needed.
        text.Append(' ', 64 - (10 + text.Length + 1) % 64).Append('\n');
        var bytes = new byte[10 + text.Length];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        (bytes[6], bytes[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)text.Length);
        Encoding.Latin1.GetBytes(text.ToString(), bytes.AsSpan(10));
        return bytes;
    }

    private static (StoredDType StoredAs, bool BigEndian) TypeOf(string descr, string name, Failure fail)
    {
        if (descr is ['|' or '<' or '>' or '=', 'O', ..] or ['O', ..])
            throw fail($"{name} holds Python objects ('{descr}'), stored as a pickle; pickles run code as they are loaded and are not read. Save " +
                "an array of numbers.");
        StoredDType? stored = descr is not [var order and ('<' or '>' or '|' or '='), .. var type] ? null : type switch
        {
            "b1" => StoredDType.Bool,
            "u1" => StoredDType.Byte,
            "i1" => StoredDType.SByte,
            "i2" => StoredDType.Int16,
            "u2" => StoredDType.UInt16,
            "i4" => StoredDType.Int32,
            "u4" => StoredDType.UInt32,
            "i8" => StoredDType.Int64,
            "u8" => StoredDType.UInt64,
            "f2" => StoredDType.Float16,
            "f4" => StoredDType.Float32,
            "f8" => StoredDType.Float64,
            _ => null,
        };
        if (stored is not { } known || descr[0] == '|' && known.Size > 1)
            throw fail($"{name} holds elements of type '{descr}', which is not read; known are b1, u1, i1, i2, u2, i4, u4, i8, u8, f2, f4 and " +
                "f8, after '<', '>' or, for one byte, '|'.");
        return (known, descr[0] == '>' || descr[0] == '=' && !BitConverter.IsLittleEndian);
    }
}
