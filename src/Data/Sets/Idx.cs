using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AutoGrad.Data;

/// <summary>
/// Reads IDX files, the form in which MNIST is distributed (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist): two zero bytes, the type of
/// the elements, the number of axes, the size of each axis and the elements in row-major order, all big endian. Files compressed by gzip are
/// recognised by their first bytes.
/// </summary>
public static class Idx
{
    private const int FirstChunk = 1 << 20;

    /// <summary>
    /// Reads a file. Unsigned bytes become Byte; signed bytes, 16-bit and 32-bit integers Int32; floats Float32 and doubles Float64.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is not IDX, is cut short, goes on too long, or its compression is damaged.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static Tensor Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a stream to its end. It may be compressed by gzip and need not support seeking.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">The stream is not IDX, is cut short, goes on too long, or its compression is damaged.</exception>
    public static Tensor Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var plain = new Unzipped(stream, name);
        return Parse(plain, name);
    }

    private static Tensor Parse(Stream stream, string name)
    {
        Span<byte> head = stackalloc byte[4];
        int got = Fill(stream, head);
        if (got < 4)
            throw new InvalidDataException($"{name}: an IDX file begins with 4 bytes that name its type; this one ends after {got}.");
        if (head[0] != 0 || head[1] != 0)
            throw new InvalidDataException($"{name}: an IDX file begins with the bytes 00 00; this one begins with {head[0]:X2} {head[1]:X2}.");
        int size = ElementSize(head[2], name);
        var shape = ReadShape(stream, head[3], name);
        long bytes = (long)shape.ElementCount * size;
        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"{name}: the header declares {shape}, {bytes} bytes, more than the {Array.MaxLength} that can be read.");
        var data = ReadExactly(stream, (int)bytes, shape, name);
        return head[2] switch
        {
            0x08 => Tensor.Wrap(data, shape),
            0x09 => Tensor.Wrap(Array.ConvertAll(data, static b => (int)(sbyte)b), shape),
            0x0B => Tensor.Wrap(Array.ConvertAll(Native<short>(data), static s => (int)s), shape),
            0x0C => Tensor.Wrap(Native<int>(data), shape),
            0x0D => Tensor.Wrap(Array.ConvertAll(Native<int>(data), BitConverter.Int32BitsToSingle), shape),
            _ => Tensor.Wrap(Array.ConvertAll(Native<long>(data), BitConverter.Int64BitsToDouble), shape),
        };
    }

    private static int ElementSize(byte type, string name) => type switch
    {
        0x08 or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => throw new InvalidDataException($"{name}: the element type is {type:X2}; " +
            "IDX knows 08 (unsigned byte), 09 (signed byte), 0B (short), 0C (int), 0D (float) and 0E (double)."),
    };

    private static Shape ReadShape(Stream stream, int rank, string name)
    {
        if (rank > Shape.MaxRank)
            throw new InvalidDataException($"{name}: the header declares {rank} axes; a tensor has at most {Shape.MaxRank}.");
        Span<byte> bytes = stackalloc byte[4 * rank];
        int got = Fill(stream, bytes);
        if (got < bytes.Length)
            throw new InvalidDataException($"{name}: the header declares {rank} axes, whose sizes take {bytes.Length} bytes; " +
                $"the file ends after {got} of them.");
        var sizes = new int[rank];
        for (int i = 0; i < rank; i++)
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * i)..]);
        try
        {
            return sizes;
        }
        catch (ShapeException reason)
        {
            throw new InvalidDataException($"{name}: the header declares sizes no tensor has. {reason.Message}", reason);
        }
    }

    /// <summary>Reads the elements. Memory grows with the bytes that are there, not with what the header declares.</summary>
    private static byte[] ReadExactly(Stream stream, int count, Shape shape, string name)
    {
        var data = new byte[Math.Min(count, FirstChunk)];
        for (int at = 0; at < count;)
        {
            if (at == data.Length)
                Array.Resize(ref data, (int)Math.Min(count, 2L * data.Length));
            int wanted = data.Length - at, got = Fill(stream, data.AsSpan(at));
            at += got;
            if (got < wanted)
                throw new InvalidDataException($"{name}: the header declares {shape}, {count} bytes of elements; " +
                    $"the file is cut short and holds {at}.");
        }
        // Reading past the end also makes a decompressor check its checksum and length.
        if (Fill(stream, stackalloc byte[1]) > 0)
            throw new InvalidDataException($"{name}: the header declares {shape}, {count} bytes of elements; the file goes on after them.");
        return data;
    }

    /// <summary>Big-endian numbers in the machine's order.</summary>
    private static T[] Native<T>(byte[] data) where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(data).ToArray();
        if (!BitConverter.IsLittleEndian)
            return values;
        if (values is short[] shorts)
            BinaryPrimitives.ReverseEndianness(shorts, shorts);
        else if (values is int[] ints)
            BinaryPrimitives.ReverseEndianness(ints, ints);
        else if (values is long[] longs)
            BinaryPrimitives.ReverseEndianness(longs, longs);
        return values;
    }

    /// <summary>Reads until the buffer is full or the stream ends; how many bytes there were.</summary>
    private static int Fill(Stream stream, Span<byte> buffer) => stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
}
