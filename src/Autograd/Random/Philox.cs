using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Philox 4×32-10, a counter-based generator: block i of a stream is a function of the key and i alone, so any part of a stream can be drawn
/// anywhere. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// </summary>
internal static class Philox
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>The four words of block <paramref name="counter"/> of the stream <paramref name="key"/>, as two 64-bit words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong, ulong) Block(ulong key, ulong counter)
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = 0, c3 = 0, k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p = (ulong)M0 * c0, q = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(q >> 32) ^ c1 ^ k0, (uint)q, (uint)(p >> 32) ^ c3 ^ k1, (uint)p);
            k0 += W0;
            k1 += W1;
        }
        return (c0 | (ulong)c1 << 32, c2 | (ulong)c3 << 32);
    }
}
