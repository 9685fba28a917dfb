namespace AutoGrad.Interop;

/// <summary>An open safetensors file, whose header is read and checked, and whose tensors are read when asked for.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Stream file;
    private readonly Failure fail;
    private readonly SafetensorsHeader header;

    internal SafetensorsFile(Stream file, string name)
    {
        this.file = file;
        fail = (problem, reason) => new SafetensorsException(name, problem, reason);
        header = SafetensorsHeader.Read(file, fail);
    }

    /// <summary>The tensors by name, in the order in which the header names them.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <summary>The strings kept with them.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="SafetensorsException">An element is not what its dtype allows.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Tensor Read(string name) => Read(
        header.Entries.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException(
            $"{name} is not among the {header.Entries.Count} tensors of the file: {string.Join(", ", header.Entries.Keys.Take(20))}" +
            (header.Entries.Count > 20 ? ", …" : "")),
        new(entry.Bytes, null, default));

    /// <summary>Reads all tensors.</summary>
    /// <inheritdoc cref="Safetensors.Load(string, IProgress{double}?, CancellationToken)"/>
    public OrderedDictionary<string, Tensor> ReadAll(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var transfer = new Transfer(file.Length - header.DataStart, progress, cancellation);
        var tensors = new OrderedDictionary<string, Tensor>(header.Entries.Count);
        foreach (string name in header.Entries.Keys)
            tensors.Add(name, null!);
        foreach (var entry in header.Entries.Values.OrderBy(static entry => entry.Offset))
            tensors[entry.Name] = Read(entry, transfer);
        return tensors;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private Tensor Read(SafetensorsEntry entry, Transfer transfer)
    {
        file.Position = entry.Offset;
        return Elements.Read(file, entry.Name, entry.StoredAs, entry.Shape, bigEndian: false, fail, transfer);
    }
}
