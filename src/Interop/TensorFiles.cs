namespace AutoGrad.Interop;

/// <summary>Named tensors in a file of either kind.</summary>
public static class TensorFiles
{
    /// <summary>Reads all tensors of a safetensors or npz file, told apart by their first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TensorFileException">The file is not what it should be.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static OrderedDictionary<string, Tensor> Load(
        string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        bool zipped;
        using (var file = Seekable.Open(path))
        {
            Span<byte> start = stackalloc byte[4];
            // A safetensors file of this beginning would have a header of 67 MB at the least, whose next byte tells.
            zipped = file.ReadAt(0, start) == 4 && start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6] && !LooksLikeSafetensors(file);
        }
        return zipped ? Npz.Load(path, progress, cancellation) : Safetensors.Load(path, progress, cancellation);
    }

    /// <summary>Writes tensors to an npz file if its name ends so, and to a safetensors file otherwise. It is replaced once all is on the disk; if
    /// writing fails it is as it was before.</summary>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
    /// <param name="metadata">Strings to keep with them; safetensors only.</param>
    /// <param name="floats">How floating-point numbers are stored; null for as they are.</param>
    /// <param name="progress">Told how much is written, from 0 to 1.</param>
    /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
    /// <exception cref="ArgumentException">The file's name says that it is a pickle, or metadata is given for an npz file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors, string path, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetExtension(path).ToLowerInvariant() is ".pt" or ".pth" or ".pkl" or ".npy")
            throw new ArgumentException(
                $"{path}: the ending {Path.GetExtension(path)} promises another kind of file; call it .safetensors or .npz.", nameof(path));
        if (!IsNpz(path))
            Safetensors.Save(tensors, path, metadata, floats, progress, cancellation);
        else if (metadata is null)
            Npz.Save(tensors, path, compress: false, floats, progress, cancellation);
        else
            throw new ArgumentException($"{path}: npz files hold no metadata; call it .safetensors, or leave the metadata out.", nameof(metadata));
    }

    internal static bool IsNpz(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikeSafetensors(FileStream file)
    {
        Span<byte> start = stackalloc byte[9];
        return file.ReadAt(0, start) == 9 && start is [.., 0, 0, 0, 0, (byte)'{'];
    }
}
