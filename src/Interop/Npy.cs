namespace AutoGrad.Interop;

/// <summary>Reads and writes npy files, NumPy's form of one array (numpy.lib.format): <c>numpy.load(path)</c> reads what <c>Save</c> writes, which is
/// what <c>numpy.save</c> would have written, to the byte.</summary>
public static class Npy
{
    /// <summary>Reads an array of any byte order and axis order, from versions 1 to 3 of the format. What has no dtype here is converted to the
    /// smallest that holds it: see <see cref="StoredDType"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="NpyException">The file is not what it should be, or holds Python objects, records, text or complex numbers.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Tensor Load(string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var file = Seekable.Open(path);
        return Read(file, file.Length, Failing(path), "the array", progress, cancellation);
    }

    /// <summary>Reads an array from a stream's position to its end. One that cannot seek goes through a temporary file.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <inheritdoc cref="Load(string, IProgress{double}?, CancellationToken)"/>
    public static Tensor Load(Stream stream, string name = "stream", IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Seekable.Read(stream, source => Read(source, source.Length, Failing(name), "the array", progress, cancellation));

    /// <summary>Writes a tensor to a file. It is replaced once all is on the disk; if writing fails it is as it was before.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
    /// <param name="floats">How floating-point numbers are stored, Float16 for half the size; null for as they are.</param>
    /// <param name="progress">Told how much is written, from 0 to 1.</param>
    /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
    /// <exception cref="ArgumentException"><paramref name="floats"/> is BFloat16, which the format does not know, or no floating-point
    /// type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Save(
        Tensor tensor, string path, StoredDType? floats = null, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        WholeFile.Write(path, file => Save(tensor, file, floats, progress, cancellation));

    /// <summary>Writes a tensor to a stream, which stays open and need not seek.</summary>
    /// <inheritdoc cref="Save(Tensor, string, StoredDType?, IProgress{double}?, CancellationToken)"/>
    public static void Save(
        Tensor tensor, Stream stream, StoredDType? floats = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(stream);
        var stored = StoredDTypes.Of(tensor.DType, floats);
        Write(stream, tensor, stored, new((long)tensor.ElementCount * stored.Size, progress, cancellation));
    }

    internal static Failure Failing(string name) => (problem, reason) => new NpyException(name, problem, reason);

    internal static void Write(Stream to, Tensor tensor, StoredDType stored, Transfer transfer)
    {
        to.Write(NpyHeader.Write(stored, tensor.Shape));
        Elements.Write(to, tensor, stored, transfer);
    }

    /// <summary>Reads an array that takes the given bytes, all of which are there.</summary>
    internal static Tensor Read(Stream from, long bytes, Failure fail, string name, IProgress<double>? progress, CancellationToken cancellation) =>
        Read(from, bytes, fail, name, header => new(header.Bytes, progress, cancellation));

    /// <inheritdoc cref="Read(Stream, long, Failure, string, IProgress{double}?, CancellationToken)"/>
    internal static Tensor Read(Stream from, long bytes, Failure fail, string name, Func<NpyHeader, Transfer> transfer)
    {
        var header = NpyHeader.Read(from, name, fail);
        if (header.Length + header.Bytes != bytes)
            throw fail($"{name} is {header.StoredAs} {header.Shape}, which takes {header.Bytes} bytes after the {header.Length} of its header; " +
                $"there are {bytes - header.Length}.");
        if (!header.FortranOrder || header.Shape.Rank < 2)
            return Elements.Read(from, name, header.StoredAs, header.Shape, header.BigEndian, fail, transfer(header));
        int[] sizes = header.Shape.ToArray(), axes = [.. Enumerable.Range(0, sizes.Length).Reverse()];
        Array.Reverse(sizes);
        return Elements.Read(from, name, header.StoredAs, sizes, header.BigEndian, fail, transfer(header)).Permute(axes).Contiguous();
    }
}
