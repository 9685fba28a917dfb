using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AutoGrad.Interop;

/// <summary>A member of a zip file: where its compressed bytes lie, what they become, and the checksum of that.</summary>
internal sealed record ZipMember(string Name, bool IsDeflated, uint Checksum, long CompressedSize, long Size, long HeaderOffset, long Offset = 0);

/// <summary>
/// The directory of a zip file, with the 64-bit extensions (PKWARE, APPNOTE.TXT 6.3.10). The reader of .NET compares no checksums and lets members
/// overlap, so this one is for files that are not trusted: what stands in two places must agree, members are apart, and declared sizes are possible.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50, EntrySignature = 0x02014B50,
        HeaderSignature = 0x04034B50;

    private const int EndLength = 22, Locator64Length = 20, End64Length = 56, EntryLength = 46, HeaderLength = 30;

    /// <summary>Deflate makes at most 258 bytes of two bits.</summary>
    private const long MostExpansion = 1032;

    private readonly Stream file;
    private readonly Failure fail;

    private ZipDirectory(Stream file, Failure fail)
    {
        (this.file, this.fail) = (file, fail);
        RefuseTorch();
        var (count, size, start) = FindEnd();
        Members = ReadEntries(count, size, start);
        Members = [.. Members.Select(member => Located(member, start))];
        RequireApart();
    }

    public IReadOnlyList<ZipMember> Members { get; }

    public static ZipDirectory Read(Stream file, Failure fail) => new(file, fail);

    /// <summary>A member's contents, checked as they are read.</summary>
    public ZipContents Open(ZipMember member) => new(member, new SubStream(file, member.Offset, member.CompressedSize), fail);

    /// <summary>What <c>torch.save</c> writes is a zip file too, which begins with the pickle <c>NAME/data.pkl</c>.</summary>
    private void RefuseTorch()
    {
        var head = new byte[Math.Min(file.Length, HeaderLength + 512)];
        Fill(0, head, "its first bytes");
        if (head.Length <= HeaderLength || U32(head, 0) != HeaderSignature)
            return;
        var name = head.AsSpan(HeaderLength, Math.Min(U16(head, 26), head.Length - HeaderLength));
        if (name.EndsWith("/data.pkl"u8))
            throw fail("this is a file of torch.save, a pickle; pickles run code as they are loaded and are not read. In Python write it " +
                "by safetensors.torch.save_file(model.state_dict(), path), or by " +
                "numpy.savez(path, **{k: v.numpy() for k, v in model.state_dict().items()}).");
    }

    private string Advice()
    {
        var head = new byte[Math.Min(file.Length, 6)];
        Fill(0, head, "its first bytes");
        return head is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'] ? " It looks like an npy file: Npy.Load." : "";
    }

    private (long Count, long Size, long Start) FindEnd()
    {
        var tail = new byte[Math.Min(file.Length, EndLength + ushort.MaxValue)];
        Fill(file.Length - tail.Length, tail, "its last bytes");
        int at = tail.Length - EndLength;
        while (at >= 0 && !(U32(tail, at) == EndSignature && at + EndLength + U16(tail, at + 20) == tail.Length))
            at--;
        if (at < 0)
            throw fail(tail is [0x80, 2 or 3 or 4 or 5, ..]
                ? "this is a pickle; pickles run code as they are loaded and are not read."
                : $"this is no zip file, or one that was cut short: its directory, which stands at the end, is not there.{Advice()}");
        long end = file.Length - tail.Length + at;
        if (U16(tail, at + 4) != 0 || U16(tail, at + 6) != 0 || U16(tail, at + 8) != U16(tail, at + 10))
            throw fail($"the end of the zip directory, at byte {end}, tells of several disks; one file was expected.");
        long count = U16(tail, at + 10), size = U32(tail, at + 12), start = U32(tail, at + 16);
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            (count, size, start, end) = FindEnd64(end);
        if (start < 0 || size < 0 || start > end || size != end - start)
            throw fail($"the zip directory is said to be {size} bytes at byte {start}; it should end at byte {end}.");
        if (count < 0 || count > size / EntryLength)
            throw fail($"the zip directory is said to have {count} entries; its {size} bytes hold at most {size / EntryLength}.");
        return (count, size, start);
    }

    private (long Count, long Size, long Start, long End) FindEnd64(long end)
    {
        var locator = new byte[Locator64Length];
        if (end < Locator64Length)
            throw fail("the zip directory refers to its 64-bit form, and there is none.");
        Fill(end - Locator64Length, locator, "the 64-bit end of its directory");
        long at = S64(locator, 8);
        if (U32(locator, 0) != Locator64Signature || at < 0 || at != end - Locator64Length - End64Length)
            throw fail($"the zip directory refers to its 64-bit form, which should stand {End64Length + Locator64Length} bytes before byte {end}.");
        var bytes = new byte[End64Length];
        Fill(at, bytes, "the 64-bit end of its directory");
        if (U32(bytes, 0) != End64Signature || S64(bytes, 24) != S64(bytes, 32))
            throw fail($"the 64-bit end of the zip directory, at byte {at}, is not what it should be.");
        return (S64(bytes, 32), S64(bytes, 40), S64(bytes, 48), at);
    }

    private List<ZipMember> ReadEntries(long count, long size, long start)
    {
        if (size > Array.MaxLength)
            throw fail($"the zip directory takes {size} bytes; at most {Array.MaxLength} are read.");
        var bytes = new byte[size];
        Fill(start, bytes, "its directory");
        var members = new List<ZipMember>();
        var names = new HashSet<string>();
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (bytes.Length - at < EntryLength || U32(bytes, at) != EntrySignature)
                throw fail($"entry {i} of the zip directory, at byte {start + at}, does not begin as one.");
            int nameLength = U16(bytes, at + 28), extraLength = U16(bytes, at + 30);
            int length = EntryLength + nameLength + extraLength + U16(bytes, at + 32);
            if (bytes.Length - at < length)
                throw fail($"entry {i} of the zip directory, at byte {start + at}, reaches beyond its end.");
            int flags = U16(bytes, at + 8), method = U16(bytes, at + 10);
            string name = Name(bytes.AsSpan(at + EntryLength, nameLength), flags, start + at);
            if ((flags & 1) != 0)
                throw fail($"{name} is encrypted; decrypt it first.");
            if (method is not (0 or 8))
                throw fail($"{name} is compressed by method {method}; stored (0) and deflated (8) members are read.");
            var member = Widened(
                new(name, method == 8, U32(bytes, at + 16), U32(bytes, at + 20), U32(bytes, at + 24), U32(bytes, at + 42)),
                bytes.AsSpan(at + EntryLength + nameLength, extraLength));
            if (!member.IsDeflated && member.Size != member.CompressedSize || member.Size / MostExpansion > member.CompressedSize)
                throw fail($"{name} is said to become {member.Size} bytes of {member.CompressedSize}; " +
                    (member.IsDeflated ? $"deflate makes at most {MostExpansion} of one." : "it is not compressed."));
            if (!names.Add(name))
                throw fail($"the zip directory has two entries {name}.");
            members.Add(member);
            at += length;
        }
        if (at != bytes.Length)
            throw fail($"the zip directory has {bytes.Length - at} bytes after its {count} entries.");
        return members;
    }

    /// <summary>A member with the 64-bit numbers that replace those of all ones.</summary>
    private ZipMember Widened(ZipMember member, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int kind = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                throw fail($"an extra field of {member.Name} reaches beyond its entry.");
            var field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (kind != 1)
                continue;
            long size = Next(ref field, member.Size), compressed = Next(ref field, member.CompressedSize);
            long offset = Next(ref field, member.HeaderOffset);
            if (size < 0 || compressed < 0 || offset < 0)
                throw fail($"the 64-bit sizes of {member.Name} are {size}, {compressed} and {offset}; none can be negative.");
            member = member with { Size = size, CompressedSize = compressed, HeaderOffset = offset };
        }
        return member;

        static long Next(ref ReadOnlySpan<byte> field, long small)
        {
            if (small != uint.MaxValue || field.Length < 8)
                return small;
            long wide = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
            return wide;
        }
    }

    /// <summary>A member with the place of its bytes, after its own header, which must agree with the directory.</summary>
    private ZipMember Located(ZipMember member, long directory)
    {
        var header = new byte[HeaderLength];
        if (member.HeaderOffset > directory - HeaderLength)
            throw fail($"{member.Name} is said to begin at byte {member.HeaderOffset}, and the directory begins at {directory}.");
        Fill(member.HeaderOffset, header, $"the header of {member.Name}");
        if (U32(header, 0) != HeaderSignature)
            throw fail($"{member.Name} is said to begin at byte {member.HeaderOffset}, where no member begins.");
        int flags = U16(header, 6), method = U16(header, 8);
        var name = new byte[U16(header, 26)];
        long offset = member.HeaderOffset + HeaderLength + name.Length + U16(header, 28);
        if (member.CompressedSize > directory - offset)
            throw fail($"{member.Name} is said to take {member.CompressedSize} bytes from byte {offset} on, and the directory begins " +
                $"at {directory}.");
        Fill(member.HeaderOffset + HeaderLength, name, $"the header of {member.Name}");
        if (Name(name, flags, member.HeaderOffset) != member.Name || method != (member.IsDeflated ? 8 : 0) || (flags & 1) != 0)
            throw fail($"the header of {member.Name}, at byte {member.HeaderOffset}, tells another name or method than the directory.");
        bool later = (flags & 8) != 0; // Sizes and checksum stand after the contents.
        if (!later && (U32(header, 14) != member.Checksum
            || Differs(U32(header, 18), member.CompressedSize) || Differs(U32(header, 22), member.Size)))
            throw fail($"the header of {member.Name}, at byte {member.HeaderOffset}, tells another size or checksum than the directory.");
        return member with { Offset = offset };

        static bool Differs(uint small, long size) => small != uint.MaxValue && small != size;
    }

    private void RequireApart()
    {
        long end = 0;
        foreach (var member in Members.OrderBy(static member => member.HeaderOffset))
        {
            if (member.HeaderOffset < end)
                throw fail($"{member.Name} begins at byte {member.HeaderOffset}, within another member, which ends at {end}.");
            end = member.Offset + member.CompressedSize;
        }
    }

    private string Name(ReadOnlySpan<byte> bytes, int flags, long at)
    {
        if ((flags & 0x800) == 0 && bytes.ContainsAnyExceptInRange((byte)0, (byte)127))
            throw fail($"the member at byte {at} has a name of letters beyond ASCII that is not marked as UTF-8.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException reason)
        {
            throw fail($"the member at byte {at} has a name that is not UTF-8.", reason);
        }
    }

    private void Fill(long at, Span<byte> bytes, string what)
    {
        if (at < 0 || file.ReadAt(at, bytes) < bytes.Length)
            throw fail($"the zip file ends within {what}.");
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long S64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}

/// <summary>The contents of a zip member. Its end is checked: the size and checksum that the directory declares.</summary>
internal sealed class ZipContents : Stream
{
    private readonly ZipMember member;
    private readonly Stream contents;
    private readonly Failure fail;
    private long count;
    private uint checksum;

    public ZipContents(ZipMember member, Stream compressed, Failure fail)
    {
        (this.member, this.fail) = (member, fail);
        contents = member.IsDeflated ? new DeflateStream(compressed, CompressionMode.Decompress) : compressed;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => member.Size;

    public override long Position { get => count; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int got = Next(buffer[..(int)Math.Min(buffer.Length, member.Size - count)]);
        count += got;
        checksum = Crc32.Append(checksum, buffer[..got]);
        return got;
    }

    /// <summary>Checks that the contents end here and are what was written.</summary>
    public void RequireWhole()
    {
        if (count != member.Size || Next(stackalloc byte[1]) > 0)
            throw fail($"{member.Name} is said to have {member.Size} bytes, and has {(count < member.Size ? $"{count}" : "more")}.");
        if (checksum != member.Checksum)
            throw fail($"{member.Name} is damaged: its checksum is {checksum:X8}, and {member.Checksum:X8} was expected.");
    }

    private int Next(Span<byte> buffer)
    {
        try
        {
            return contents.Read(buffer);
        }
        catch (InvalidDataException reason)
        {
            throw fail($"the compression of {member.Name} is damaged ({reason.Message.TrimEnd('.')}).", reason);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            contents.Dispose();
        base.Dispose(disposing);
    }
}
