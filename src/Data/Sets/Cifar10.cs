using System.Formats.Tar;
using System.IO.Compression;

namespace AutoGrad.Data;

/// <summary>
/// CIFAR-10, 50,000 + 10,000 colour images of 32×32 in ten classes (Krizhevsky, 2009), in its binary form: a record is the label and the red, green
/// and blue pixels, row by row, a byte each.
/// </summary>
public static class Cifar10
{
    /// <summary>Where the data come from, and their checksum.</summary>
    public static RemoteFile Source { get; } = new(
        "cifar-10-binary.tar.gz", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");

    private const string Inner = "cifar-10-batches-bin", TestFile = "test_batch.bin";
    private const int Size = 32, Channels = 3, Pixels = Channels * Size * Size, Record = 1 + Pixels;

    private static readonly string[] trainFiles = [.. Enumerable.Range(1, 5).Select(static i => $"data_batch_{i}.bin")];

    /// <summary>The classes by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The training or the test part: images as Float32 from 0 to 1, [N, 3, 32, 32], labels as Int64 from 0 to 9, [N].</summary>
    /// <param name="folder">Where <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c> lie, each with or without
    /// <c>.gz</c>, or the folder <c>cifar-10-batches-bin</c> that does hold them.</param>
    /// <param name="train">Whether to read the training part or the test part.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or holds something else.</exception>
    public static TensorDataset Load(string folder, bool train = true)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string inner = Path.Combine(folder, Inner);
        string[] paths = Array.ConvertAll(
            train ? trainFiles : [TestFile], name => DataFolder.Find(Directory.Exists(inner) ? inner : folder, nameof(Cifar10), name));
        var parts = Array.ConvertAll(paths, Read);
        return parts.Length == 1 ? parts[0]
            : new(Tensor.Cat([.. parts.Select(static part => part.Inputs)]), Tensor.Cat([.. parts.Select(static part => part.Targets)]));
    }

    /// <summary>Reads one file of records, compressed by gzip or not.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static TensorDataset Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = new Unzipped(file, path);
        using var memory = new MemoryStream();
        plain.CopyTo(memory);
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        int count = bytes.Length / Record, rest = bytes.Length % Record;
        if (rest != 0 || count == 0)
            throw new InvalidDataException(
                $"{path}: it holds {bytes.Length} bytes, {count} records of {Record} and {rest} more; it is cut short or no CIFAR-10.");
        var labels = new long[count];
        var pixels = new float[count * Pixels];
        for (int i = 0; i < count; i++)
        {
            var record = bytes.Slice(i * Record, Record);
            labels[i] = record[0] < Classes.Count ? record[0]
                : throw new InvalidDataException($"{path}: label {i} is {record[0]}; labels are 0 to {Classes.Count - 1}.");
            var image = pixels.AsSpan(i * Pixels, Pixels);
            for (int j = 0; j < Pixels; j++)
                image[j] = record[1 + j] / 255f;
        }
        return new(Tensor.Wrap(pixels, [count, Channels, Size, Size]), Tensor.Wrap(labels));
    }

    /// <summary>Fetches what is missing in a folder, 170 MB, and unpacks it. Does nothing where all is there.</summary>
    /// <param name="folder">Where to put it; made where it does not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what was fetched is used when it is called again.</param>
    /// <param name="source">Another place to fetch from; <see cref="Source"/> if left out.</param>
    /// <inheritdoc cref="Download.Fetch"/>
    public static void Download(
        string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default, RemoteFile? source = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string inner = Path.Combine(folder, Inner);
        if (trainFiles.Append(TestFile).All(name => DataFolder.Holds(inner, name) || DataFolder.Holds(folder, name)))
            return;
        source ??= Source;
        Data.Download.Fetch(source, folder, progress, cancellation);
        string archive = Path.Combine(folder, source.Name), draft = inner + ".draft";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        using (var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        using (var entries = new TarReader(packed))
            while (entries.GetNextEntry() is { } entry)
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && Path.GetFileName(entry.Name) is { Length: > 0 } name)
                    entry.ExtractToFile(Path.Combine(draft, name), overwrite: true);
        if (Directory.Exists(inner))
            Directory.Delete(inner, recursive: true);
        Directory.Move(draft, inner);
        File.Delete(archive);
    }
}
