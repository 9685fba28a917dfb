namespace AutoGrad.Interop;

/// <summary>Streams that can be asked how long they are and read anywhere.</summary>
internal static class Seekable
{
    /// <summary>Opens a file for reading, read in pieces as large as they come.</summary>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
    }

    /// <summary>Reads something from a stream's position to its end. One that cannot seek goes through a temporary file, so that nothing is
    /// allocated before it is known to be there.</summary>
    public static T Read<T>(Stream stream, Func<Stream, T> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
            return read(stream.Position == 0 ? stream : new SubStream(stream, stream.Position, stream.Length - stream.Position));
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        stream.CopyTo(copy, Transfer.Chunk);
        copy.Position = 0;
        return read(copy);
    }

    /// <summary>Reads bytes at a place of a stream, all of them or as many as there are.</summary>
    public static int ReadAt(this Stream stream, long position, Span<byte> bytes)
    {
        stream.Position = position;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }
}

/// <summary>A part of a stream, read from its beginning to its end. It shares the other's position, so one is read at a time.</summary>
internal sealed class SubStream(Stream whole, long start, long length) : Stream
{
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => at; set => at = value; }

    public override int Read(Span<byte> buffer)
    {
        if (at >= length)
            return 0;
        whole.Position = start + at;
        int got = whole.Read(buffer[..(int)Math.Min(buffer.Length, length - at)]);
        at += got;
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        at = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? at : length);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
