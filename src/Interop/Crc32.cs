using System.Buffers.Binary;

namespace AutoGrad.Interop;

/// <summary>The checksum of zip files: CRC-32 with the reversed polynomial EDB88320, eight bytes at a time by tables (Kounavis and Berry,
/// 2005).</summary>
internal static class Crc32
{
    private static readonly uint[][] tables = Tables();

    /// <summary>Goes on with a checksum, 0 to begin with.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var t = tables;
        uint crc = ~checksum;
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[7][(byte)low] ^ t[6][(byte)(low >> 8)] ^ t[5][(byte)(low >> 16)] ^ t[4][low >> 24]
                ^ t[3][(byte)high] ^ t[2][(byte)(high >> 8)] ^ t[1][(byte)(high >> 16)] ^ t[0][high >> 24];
            bytes = bytes[8..];
        }
        foreach (byte b in bytes)
            crc = t[0][(byte)(crc ^ b)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[][] Tables()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = k == 0 ? i : tables[k - 1][i];
                for (int bit = 0; bit < 8; bit++)
                    crc = crc >> 1 ^ (0xEDB88320 & (uint)-(int)(crc & 1));
                tables[k][i] = crc;
            }
        }
        return tables;
    }
}
