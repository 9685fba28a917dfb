using System.Buffers.Binary;
using System.IO.Compression;
using AutoGrad.Interop;

namespace AutoGrad.Tests;

public class NpzTests : TemporaryFolder
{
    private static readonly Dictionary<string, Tensor> some = new() { ["w"] = Tensor.Arange(6).Reshape([2, 3]), ["b"] = Tensor.Of([1.5f, -2f]) };

    [Theory]
    [InlineData("npz")]
    [InlineData("compressed")]
    public void What_NumPy_writes_is_read(string kind)
    {
        var file = Golden.File64(Golden.Root.GetProperty(kind));
        foreach (var arrays in new[] { Npz.Load(Put("a.npz", file)), Npz.Load(new OneWay(file)), TensorFiles.Load(At("a.npz")) })
        {
            Assert.Equal(Golden.Root.GetProperty("names").EnumerateObject().Select(static entry => entry.Name), arrays.Keys);
            foreach (var entry in Golden.Root.GetProperty("names").EnumerateObject())
                Golden.Same(entry.Value, arrays[entry.Name]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_and_the_same_at_any_time(bool compress)
    {
        Npz.Save(some, At("a.npz"), compress);
        var back = Npz.Load(At("a.npz"));
        Assert.Equal(some.Keys, back.Keys);
        Assert.Equal(some["w"].ToArray<long>(), back["w"].ToArray<long>());
        Assert.Equal([2, 3], back["w"].Shape);
        Assert.Equal(some["b"].ToArray<float>(), back["b"].ToArray<float>());
        var stream = new MemoryStream();
        Npz.Save(some, stream, compress);
        Assert.Equal(File.ReadAllBytes(At("a.npz")), stream.ToArray());
        Npz.Save(new Dictionary<string, Tensor>(), At("none.npz"));
        Assert.Empty(TensorFiles.Load(At("none.npz")));
    }

    [Fact]
    public void Files_with_64_bit_sizes_and_with_sizes_after_the_contents_are_read()
    {
        // NumPy writes 64-bit extra fields always; a stream that cannot seek gets sizes after the contents.
        using (var file = new Onwards(File.Create(At("a.npz"))))
            Npz.Save(some, file, compress: true);
        Assert.Equal(some["w"].ToArray<long>(), Npz.Load(At("a.npz"))["w"].ToArray<long>());
        Assert.Equal(some["w"].ToArray<long>(), Npz.Load(new MemoryStream(With64BitEnd(Written())))["w"].ToArray<long>());
    }

    [Fact]
    public void Files_of_other_kinds_are_told_by_what_they_are()
    {
        var torch = new MemoryStream();
        using (var zip = new ZipArchive(torch, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("net/data.pkl").Open().Dispose();
        Assert.Contains("a file of torch.save, a pickle", Refusal(torch.ToArray()));
        Npy.Save(some["w"], At("a.npy"));
        Assert.Contains("npy file: Npy.Load", Assert.Throws<NpyException>(() => Npz.Load(At("a.npy"))).Message);
        Assert.Contains("npz file: Npz.Load", Assert.Throws<NpyException>(() => Npy.Load(Put("a.npz", Written()))).Message);
    }

    [Fact]
    public void A_wrong_checksum_is_noticed_though_the_contents_could_be_read()
    {
        var bytes = Written();
        bytes[bytes.AsSpan().IndexOf("NUMPY"u8) + 130]++; // An element of w.
        Assert.Contains("its checksum is", Refusal(bytes));
    }

    [Fact]
    public void What_disagrees_in_a_zip_file_is_named()
    {
        var good = Written();
        int directory = good.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]), end = good.Length - 22;
        Assert.Contains("its directory, which stands at the end, is not there", Refusal(good[..^1]));
        Assert.Contains("no zip file", Refusal([.. "PK and nothing else of it"u8]));
        Assert.Contains("several disks", Refusal(Changed(end + 4, 1)));
        Assert.Contains("entries; its", Refusal(Changed(end + 8, 0xFF, 0x7F, 0xFF, 0x7F)));
        Assert.Contains("encrypted", Refusal(Changed(directory + 8, 1)));
        Assert.Contains("method 12", Refusal(Changed(directory + 10, 12)));
        Assert.Contains("another name or method", Refusal(Changed(30, (byte)'v')));
        Assert.Contains("another size or checksum", Refusal(Changed(14, (byte)(good[14] + 1))));
        Assert.Contains("is said to become", Refusal(Changed(directory + 24, 0xFF, 0xFF, 0xFF, 0x7F)));
        Assert.Contains("where no member begins", Refusal(Changed(directory + 42, 1)));

        byte[] Changed(int at, params byte[] bytes)
        {
            var copy = good.ToArray();
            bytes.CopyTo(copy, at);
            return copy;
        }
    }

    [Fact]
    public void Members_that_overlap_or_repeat_or_are_something_else_are_refused()
    {
        byte[] npy = Golden.File64(Golden.Root.GetProperty("versions")[0]);
        Assert.Contains("two entries a.npy", Refusal(Zip(("a.npy", npy), ("a.npy", npy))));
        Assert.Contains("notes.txt is not an npy file", Refusal(Zip(("notes.txt", npy))));
        Assert.Contains("torch.save", Refusal(Zip(("archive/data.pkl", npy))));
        var twice = Zip(("a.npy", npy), ("b.npy", npy));
        int second = twice.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        // The second entry of the directory points at the first member, whose name is changed to fit both.
        BinaryPrimitives.WriteUInt32LittleEndian(twice.AsSpan(second + 42), 0);
        Assert.Contains("tells another name", Refusal(twice));
        // The same of a member that lies whole within another.
        var nested = Zip(("a.npy", Zip(("b.npy", npy))), ("b.npy", npy));
        second = nested.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        BinaryPrimitives.WriteInt32LittleEndian(nested.AsSpan(second + 42), 30 + "a.npy".Length);
        Assert.Contains("b.npy begins at byte 35, within another member", Refusal(nested));
        var longer = Zip(("a.npy", [.. npy, .. Zip(("b.npy", npy))]));
        Assert.Contains("a.npy is Float64 [4]", Refusal(longer));
    }

    [Fact]
    public void A_small_file_cannot_become_a_large_tensor()
    {
        // A megabyte of zeros, deflated to a kilobyte, of which the directory says that it is a gigabyte.
        var bytes = Zip(CompressionLevel.Optimal, ("a.npy", new byte[1 << 20]));
        int directory = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        foreach (int at in new[] { 22, directory + 24 })
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), 1 << 30);
        Assert.Contains("deflate makes at most 1032 of one", Refusal(bytes));
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<NpyException>(() => Npz.Load(new MemoryStream(bytes), "x.npz")).Message;

    private static byte[] Written()
    {
        var stream = new MemoryStream();
        Npz.Save(some, stream);
        return stream.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Contents)[] members) => Zip(CompressionLevel.NoCompression, members);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Contents)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, contents) in members)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(contents);
            }
        return stream.ToArray();
    }

    /// <summary>The same file, its directory's end in the 64-bit form.</summary>
    private static byte[] With64BitEnd(byte[] bytes)
    {
        var end = bytes.AsSpan(bytes.Length - 22);
        var (count, size, start) = (BinaryPrimitives.ReadUInt16LittleEndian(end[8..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(bytes.AsSpan(0, bytes.Length - 22));
        writer.Write(0x06064B50);
        writer.Write(44L);
        writer.Write(0x002D002D);
        writer.Write(0L);
        writer.Write((long)count);
        writer.Write((long)count);
        writer.Write((long)size);
        writer.Write((long)start);
        writer.Write(0x07064B50);
        writer.Write(0);
        writer.Write((long)bytes.Length - 22);
        writer.Write(1);
        writer.Write(0x06054B50);
        writer.Write(0);
        writer.Write(-1L);
        writer.Write(-1);
        writer.Write((short)0);
        return stream.ToArray();
    }

    private sealed class Onwards(Stream to) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        protected override void Dispose(bool disposing) => to.Dispose();
    }
}
