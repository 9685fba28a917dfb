using System.IO.Compression;

namespace AutoGrad.Interop;

/// <summary>Reads and writes npz files, NumPy's form of several named arrays: a zip file of npy files, as <c>numpy.savez</c> and
/// <c>numpy.savez_compressed</c> make them.</summary>
public static class Npz
{
    /// <summary>Reads all arrays, in the order of the file's directory; their checksums are compared.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="NpyException">The file is not what it should be, or holds Python objects, records, text or complex numbers.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static OrderedDictionary<string, Tensor> Load(
        string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var file = Seekable.Open(path);
        return Read(file, Npy.Failing(path), progress, cancellation);
    }

    /// <summary>Reads all arrays of a stream, from its position to its end. One that cannot seek goes through a temporary file.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <inheritdoc cref="Load(string, IProgress{double}?, CancellationToken)"/>
    public static OrderedDictionary<string, Tensor> Load(
        Stream stream, string name = "stream", IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Seekable.Read(stream, source => Read(source, Npy.Failing(name), progress, cancellation));

    /// <summary>Writes tensors to a file. It is replaced once all is on the disk; if writing fails it is as it was before. The same tensors give the
    /// same bytes at any time.</summary>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
    /// <param name="compress">Whether to deflate, as <c>numpy.savez_compressed</c> does.</param>
    /// <param name="floats">How floating-point numbers are stored, Float16 for half the size; null for as they are.</param>
    /// <param name="progress">Told how much is written, from 0 to 1.</param>
    /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
    /// <exception cref="ArgumentException">A name or tensor is null, or <paramref name="floats"/> is BFloat16, which the format does not know, or no
    /// floating-point type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors, string path, bool compress = false, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        WholeFile.Write(path, file => Save(tensors, file, compress, floats, progress, cancellation));

    /// <summary>Writes tensors to a stream, which stays open and need not seek.</summary>
    /// <inheritdoc cref="Save(IReadOnlyDictionary{string, Tensor}, string, bool, StoredDType?, IProgress{double}?, CancellationToken)"/>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors, Stream stream, bool compress = false, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(stream);
        long total = 0;
        foreach (var (name, tensor) in tensors)
            total += tensor is null
                ? throw new ArgumentException($"{name} is null.", nameof(tensors))
                : (long)tensor.ElementCount * StoredDTypes.Of(tensor.DType, floats).Size;
        var transfer = new Transfer(total, progress, cancellation);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, tensor) in tensors)
        {
            var entry = zip.CreateEntry($"{name}.npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var contents = entry.Open();
            Npy.Write(contents, tensor, StoredDTypes.Of(tensor.DType, floats), transfer);
        }
    }

    private static OrderedDictionary<string, Tensor> Read(Stream file, Failure fail, IProgress<double>? progress, CancellationToken cancellation)
    {
        var zip = ZipDirectory.Read(file, fail);
        if (zip.Members.FirstOrDefault(static member => !member.Name.EndsWith(".npy", StringComparison.Ordinal)) is { } other)
            throw fail(other.Name.EndsWith("data.pkl", StringComparison.Ordinal)
                ? $"{other.Name} is a pickle, so the file was perhaps made by torch.save; pickles run code as they are loaded and are not read. " +
                    "Save the state in PyTorch with safetensors.torch.save_file(model.state_dict(), path)."
                : $"{other.Name} is not an npy file; an npz file holds nothing else.");
        var transfer = new Transfer(zip.Members.Sum(static member => member.Size), progress, cancellation);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var member in zip.Members)
        {
            using var contents = zip.Open(member);
            tensors.Add(member.Name[..^4], Npy.Read(contents, member.Size, fail, member.Name, _ => transfer));
            contents.RequireWhole();
        }
        return tensors;
    }
}
