using System.IO.Compression;

namespace AutoGrad.Data;

/// <summary>
/// A stream read to its end, decompressed where its first bytes are those of gzip. Errors name the file, and a compressed file that was cut short or
/// goes on after its end is noticed, which the decompressor alone does not.
/// </summary>
internal sealed class Unzipped : Stream
{
    private readonly Rejoined whole;
    private readonly GZipStream? plain;
    private readonly string name;
    private long length;

    /// <summary>What a stream holds; it stays open.</summary>
    /// <param name="stream">What to read; need not support seeking.</param>
    /// <param name="name">What errors call it.</param>
    public Unzipped(Stream stream, string name)
    {
        var start = new byte[2];
        int got = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        whole = new(start.AsMemory(0, got), stream);
        plain = start is [0x1F, 0x8B] ? new(whole, CompressionMode.Decompress) : null;
        this.name = name;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (plain is null)
            return whole.Read(buffer);
        int got;
        try
        {
            got = plain.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: the gzip compression is damaged ({damage.Message.TrimEnd('.')}).", damage);
        }
        length += got;
        // The decompressor checks the checksum where there is one, and is content where the end was cut off.
        if (got == 0 && !buffer.IsEmpty && whole.LastFour != (uint)length)
            throw new InvalidDataException($"{name}: {length} bytes were decompressed and the gzip trailer tells of {whole.LastFour}; " +
                "the file is cut short or goes on after its end.");
        return got;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            plain?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A stream with its first bytes, which were read already, put back.</summary>
    private sealed class Rejoined(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        /// <summary>The last four bytes read, as a little-endian number: the size of what was compressed, at the end of a gzip file.</summary>
        public uint LastFour { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int count = start.IsEmpty ? rest.Read(buffer) : Math.Min(start.Length, buffer.Length);
            if (!start.IsEmpty)
            {
                start.Span[..count].CopyTo(buffer);
                start = start[count..];
            }
            foreach (byte b in buffer[Math.Max(0, count - 4)..count])
                LastFour = LastFour >> 8 | (uint)b << 24;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
