using System.Buffers.Binary;
using System.IO.Compression;
using AutoGrad.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class IdxTests
{
    private static byte[] File(byte type, int[] sizes, params byte[] elements)
    {
        var bytes = new byte[4 + 4 * sizes.Length];
        (bytes[2], bytes[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), sizes[i]);
        return [.. bytes, .. elements];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return result.ToArray();
    }

    private static Tensor Read(byte[] bytes) => Idx.Read(new MemoryStream(bytes), "some file");

    private static string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;

    public static TheoryData<byte, byte[], DType, double[]> Types => new()
    {
        { 0x08, [0, 7, 255], DType.Byte, [0, 7, 255] },
        { 0x09, [0, 127, 128], DType.Int32, [0, 127, -128] },
        { 0x0B, [0x01, 0x02, 0xFF, 0xFE, 0x80, 0x00], DType.Int32, [258, -2, -32768] },
        { 0x0C, [0x00, 0x01, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 0xFD, 0x7F, 0xFF, 0xFF, 0xFF], DType.Int32, [65538, -3, int.MaxValue] },
        { 0x0D, [0x3F, 0x80, 0x00, 0x00, 0xC0, 0x20, 0x00, 0x00, 0x7F, 0x80, 0x00, 0x00], DType.Float32, [1, -2.5, double.PositiveInfinity] },
        { 0x0E, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18, 0xC0, 0x04, 0, 0, 0, 0, 0, 0], DType.Float64, [1, Math.PI, -2.5] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Reads_every_type_plain_and_compressed(byte type, byte[] elements, DType dtype, double[] expected)
    {
        var plain = File(type, [3], elements);
        foreach (var read in new[] { Read(plain), Read(Gzip(plain)) })
        {
            Assert.Equal(dtype, read.DType);
            Assert.Equal([3], read.Shape);
            Assert.Equal(expected, read.To(DType.Float64).ToArray<double>());
        }
    }

    [Fact]
    public void Reads_axes_outermost_first()
    {
        var x = Read(File(0x08, [2, 1, 3], 1, 2, 3, 4, 5, 6));
        Assert.Equal([2, 1, 3], x.Shape);
        Assert.Equal(6, x[1, 0, 2].Item());
    }

    [Fact]
    public void Reads_scalars_and_empty_axes()
    {
        Assert.Equal(9, Read(File(0x08, [], 9)).Item());
        Assert.Equal([0, 28, 28], Read(File(0x08, [0, 28, 28])).Shape);
    }

    public static TheoryData<string, byte[], string[]> Broken => new()
    {
        { "empty", [], ["4 bytes", "ends after 0"] },
        { "ends in the magic", [0, 0, 8], ["4 bytes", "ends after 3"] },
        { "wrong magic", [(byte)'P', (byte)'N', 8, 1], ["00 00", "50 4E"] },
        { "unknown type", File(0x0A, [1], 0), ["0A", "08 (unsigned byte)"] },
        { "ends in the sizes", [0, 0, 8, 2, 0, 0, 0, 1, 0], ["2 axes", "8 bytes", "after 5"] },
        { "too many axes", File(0x08, [.. Enumerable.Repeat(1, 17)], 0), ["17 axes", "at most 16"] },
        { "negative size", File(0x08, [-1], 0), ["negative size -1"] },
        { "more elements than can be", File(0x08, [65536, 65536], 0), ["[65536, 65536]", "2147483647"] },
        { "more elements than a long counts", File(0x08, [.. Enumerable.Repeat(int.MaxValue, 16)], 0), ["2147483647"] },
        { "more bytes than can be", File(0x0E, [1 << 30], 0), ["8589934592 bytes"] },
        { "cut short", File(0x08, [2, 3], 1, 2, 3, 4, 5), ["[2, 3]", "6 bytes", "cut short", "holds 5"] },
        { "cut short in an element", File(0x0C, [2], 0, 0, 0, 1, 0), ["8 bytes", "holds 5"] },
        { "two gigabytes declared", File(0x08, [int.MaxValue - 100], 1), ["cut short", "holds 1"] },
        { "goes on", File(0x08, [2], 1, 2, 3), ["[2]", "goes on"] },
        { "not gzip after all", [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], ["gzip", "damaged"] },
        { "compressed and cut short inside", Gzip(File(0x08, [2, 3], 1, 2, 3)), ["[2, 3]", "cut short"] },
        { "compressed and goes on inside", Gzip(File(0x08, [2], 1, 2, 3)), ["goes on"] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses_broken_files(string why, byte[] bytes, string[] says)
    {
        string message = Refusal(bytes);
        Assert.StartsWith("some file: ", message);
        foreach (string part in says)
            Assert.True(message.Contains(part), $"{why}: the message lacks \"{part}\": {message}");
    }

    [Fact]
    public void A_declared_size_allocates_nothing_that_is_not_there()
    {
        var file = File(0x08, [int.MaxValue - 100], 1, 2, 3);
        Refusal(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Every_cut_of_a_file_is_refused_and_the_whole_is_not()
    {
        var plain = File(0x08, [40, 5], [.. Enumerable.Range(0, 200).Select(static i => (byte)(i * i))]);
        foreach (var whole in new[] { plain, Gzip(plain) })
        {
            Assert.Equal(Read(plain).ToArray<byte>(), Read(whole).ToArray<byte>());
            for (int length = 0; length < whole.Length; length++)
                Refusal(whole[..length]);
        }
    }

    [Fact]
    public void Every_flipped_byte_of_compressed_elements_or_checksum_is_noticed()
    {
        var whole = Gzip(File(0x08, [200], [.. Enumerable.Range(0, 200).Select(static i => (byte)(i * i))]));
        for (int at = 10; at < whole.Length; at++)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= 0x10;
            Refusal(bytes);
        }
    }

    /// <summary>Bytes changed, inserted or removed anywhere: a tensor or the documented exception, and no more memory than the file
    /// deserves.</summary>
    [Fact]
    public void A_mutated_file_is_read_or_refused() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ArrayOf(4).Select(static numbers => numbers.Where(static n => n % 5 > 0).ToArray()).ToArbitrary(),
        static mutations =>
        {
            var plain = File(0x0C, [3, 2], [.. Enumerable.Range(0, 24).Select(static i => (byte)(i * 7))]);
            List<byte> bytes = [.. mutations.Length % 2 == 0 ? plain : Gzip(plain)];
            foreach (int mutation in mutations)
            {
                // The header is where mutations hurt most, so half of them go there.
                int at = mutation / 8 % (mutation % 2 == 0 ? bytes.Count : Math.Min(16, bytes.Count));
                switch (mutation % 7)
                {
                    case 0: bytes.RemoveAt(at); break;
                    case 1: bytes.Insert(at, (byte)(mutation >> 12)); break;
                    default: bytes[at] = (byte)(mutation >> 12); break;
                }
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read([.. bytes]);
            }
            catch (InvalidDataException)
            {
            }
            return GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20;
        }));

    [Fact]
    public void What_is_written_is_read() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(0, 5).ListOf(3).Select(static sizes => sizes.ToArray()).ToArbitrary(),
        static sizes =>
        {
            byte[] elements = [.. Enumerable.Range(0, sizes[0] * sizes[1] * sizes[2]).Select(static i => (byte)(37 * i))];
            var read = Read(Gzip(File(0x08, sizes, elements)));
            return read.Shape == sizes && read.ToArray<byte>().SequenceEqual(elements);
        }));

    [Fact]
    public void Reads_streams_that_give_little_at_a_time()
    {
        var bytes = File(0x08, [3000, 1000], [.. Enumerable.Range(0, 3_000_000).Select(static i => (byte)(i % 251))]);
        var x = Idx.Read(new Trickle(bytes));
        Assert.Equal([3000, 1000], x.Shape);
        Assert.Equal(2_999_999 % 251, x[^1, ^1].Item());
    }

    [Fact]
    public void A_file_is_read_by_path_and_named_in_errors()
    {
        string path = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(path, File(0x08, [2], 3, 4));
            Assert.Equal([(byte)3, (byte)4], Idx.Read(path).ToArray<byte>());
            System.IO.File.WriteAllBytes(path, File(0x08, [2], 3));
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
        Assert.Throws<FileNotFoundException>(() => Idx.Read(path));
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 4099));
    }
}
