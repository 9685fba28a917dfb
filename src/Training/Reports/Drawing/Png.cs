using System.Buffers.Binary;
using System.IO.Compression;
using AutoGrad.Interop;

namespace AutoGrad.Training.Reports;

/// <summary>Pictures of pixels as PNG files (ISO/IEC 15948), 8 bits for each of red, green and blue.</summary>
internal static class Png
{
    /// <summary>The picture as a <c>data:</c> address.</summary>
    public static string DataUri(int columns, int rows, ReadOnlySpan<Rgb> pixels) => "data:image/png;base64," +
        Convert.ToBase64String(Bytes(columns, rows, pixels));

    /// <summary>The file.</summary>
    /// <param name="columns">Pixels in a row.</param>
    /// <param name="rows">Rows, from the top.</param>
    /// <param name="pixels">Row after row.</param>
    public static byte[] Bytes(int columns, int rows, ReadOnlySpan<Rgb> pixels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows);
        (header[8], header[9]) = (8, 2); // Eight bits, three colours.
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Rows(columns, rows, pixels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Rows(int columns, int rows, ReadOnlySpan<Rgb> pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            var line = new byte[1 + 3 * columns]; // The first byte says that the others stand as they are.
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                    (line[3 * column + 1], line[3 * column + 2], line[3 * column + 3]) = pixels[row * columns + column];
                zlib.Write(line);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> contents)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, contents.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(contents);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, kind), contents));
        file.Write(number);
    }
}
