using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AutoGrad.Interop;

/// <summary>
/// Reads and writes safetensors files (https://github.com/huggingface/safetensors): named tensors and a dictionary of strings, without code. Reading
/// trusts nothing that the file says, and a file is written whole or not at all.
/// </summary>
public static class Safetensors
{
    /// <summary>Reads all tensors of a file, in the order in which its header names them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SafetensorsException">The file is not what it should be.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static OrderedDictionary<string, Tensor> Load(
        string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var file = Open(path);
        return file.ReadAll(progress, cancellation);
    }

    /// <summary>Reads all tensors of a stream, from its position to its end. One that cannot seek goes through a temporary file.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <inheritdoc cref="Load(string, IProgress{double}?, CancellationToken)"/>
    public static OrderedDictionary<string, Tensor> Load(
        Stream stream, string name = "stream", IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Seekable.Read(stream, source => new SafetensorsFile(source, name).ReadAll(progress, cancellation));

    /// <summary>Reads all tensors of a file on another thread.</summary>
    /// <inheritdoc cref="Load(string, IProgress{double}?, CancellationToken)"/>
    public static Task<OrderedDictionary<string, Tensor>> LoadAsync(
        string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Load(path, progress, cancellation), cancellation);

    /// <summary>Opens a file and reads its header, to read some of its tensors or its metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SafetensorsException">The file is not what it should be.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = Seekable.Open(path);
        try
        {
            return new(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes tensors to a file. It is replaced once all is on the disk; if writing fails it is as it was before.</summary>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
    /// <param name="metadata">Strings to keep with them.</param>
    /// <param name="floats">How floating-point numbers are stored, Float16 or BFloat16 for half the size; null for as they are.</param>
    /// <param name="progress">Told how much is written, from 0 to 1.</param>
    /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
    /// <exception cref="ArgumentException">A name or tensor is null or a name is <c>__metadata__</c>, or <paramref name="floats"/> is not a
    /// floating-point one.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors, string path, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        WholeFile.Write(path, file => Save(tensors, file, metadata, floats, progress, cancellation));

    /// <summary>Writes tensors to a stream, which stays open and need not seek.</summary>
    /// <inheritdoc cref="Save(IReadOnlyDictionary{string, Tensor}, string, IReadOnlyDictionary{string, string}?, StoredDType?,
    /// IProgress{double}?, CancellationToken)"/>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors, Stream stream, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(stream);
        var plan = new List<(string Name, Tensor Tensor, StoredDType Stored, long Bytes, long Offset)>();
        foreach (var (name, tensor) in tensors)
        {
            if (tensor is null || name == SafetensorsHeader.MetadataName)
                throw new ArgumentException(
                    tensor is null ? $"{name} is null." : $"No tensor can be called {name}, which names the metadata.", nameof(tensors));
            var stored = StoredDTypes.Of(tensor.DType, floats);
            plan.Add((name, tensor, stored, (long)tensor.ElementCount * stored.Size, 0));
        }
        // The largest elements first, so that all are aligned to their size; among these the order given.
        long total = 0;
        int[] order = [.. Enumerable.Range(0, plan.Count).OrderByDescending(i => plan[i].Stored.Size)];
        foreach (int i in order)
        {
            plan[i] = plan[i] with { Offset = total };
            total += plan[i].Bytes;
        }
        var header = Header(plan, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header.Span);
        var transfer = new Transfer(total, progress, cancellation);
        foreach (int i in order)
            Elements.Write(stream, plan[i].Tensor, plan[i].Stored, transfer);
    }

    /// <summary>Writes copies of the tensors, as they are at the call, on another thread; the tensors may change meanwhile.</summary>
    /// <inheritdoc cref="Save(IReadOnlyDictionary{string, Tensor}, string, IReadOnlyDictionary{string, string}?, StoredDType?,
    /// IProgress{double}?, CancellationToken)"/>
    public static Task SaveAsync(
        IReadOnlyDictionary<string, Tensor> tensors, string path, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var copies = new OrderedDictionary<string, Tensor>();
        using (TensorScope.Outside())
            foreach (var (name, tensor) in tensors)
                copies.Add(name, tensor?.Detach().Clone()!);
        return Task.Run(() => Save(copies, path, metadata, floats, progress, cancellation), cancellation);
    }

    private static ReadOnlyMemory<byte> Header(
        List<(string Name, Tensor Tensor, StoredDType Stored, long Bytes, long Offset)> plan, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            writer.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (var (key, value) in metadata)
                writer.WriteString(key, value ?? throw new ArgumentException($"The value of {key} is null.", nameof(metadata)));
            writer.WriteEndObject();
        }
        foreach (var (name, tensor, stored, bytes, offset) in plan)
        {
            writer.WriteStartObject(name);
            writer.WriteString("dtype", SafetensorsHeader.NameOf(stored));
            writer.WriteStartArray("shape");
            foreach (int size in tensor.Shape.AsSpan())
                writer.WriteNumberValue(size);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(offset);
            writer.WriteNumberValue(offset + bytes);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.Flush();
        int padding = -json.WrittenCount & 7; // So that the elements begin at a multiple of 8.
        json.GetSpan(8)[..padding].Fill((byte)' ');
        json.Advance(padding);
        return json.WrittenCount <= SafetensorsHeader.MaxLength
            ? json.WrittenMemory
            : throw new ArgumentException(
                $"Names and metadata take {json.WrittenCount} bytes; readers of safetensors take at most {SafetensorsHeader.MaxLength}.",
                nameof(metadata));
    }
}
