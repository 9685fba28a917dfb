namespace AutoGrad.Data;

/// <summary>A file that can be fetched: its name on the disk, what it must be, and where it is.</summary>
/// <param name="Name">The name it gets.</param>
/// <param name="Sha256">Its SHA-256 checksum, 64 hexadecimal digits.</param>
/// <param name="Addresses">Where it is; the next is tried where one fails.</param>
public sealed record RemoteFile(string Name, string Sha256, params IReadOnlyList<string> Addresses)
{
    /// <summary>The name it gets, without a folder.</summary>
    public string Name { get; init; } = Name.Length > 0 && Path.GetFileName(Name) == Name ? Name
        : throw new ArgumentException($"RemoteFile: '{Name}' is no name of a file; give it without a folder.", nameof(Name));

    /// <summary>Its SHA-256 checksum.</summary>
    public string Sha256 { get; init; } = Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigit) ? Sha256.ToLowerInvariant()
        : throw new ArgumentException($"RemoteFile: '{Sha256}' is no SHA-256 checksum, which is 64 hexadecimal digits.", nameof(Sha256));

    /// <summary>Where it is.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = Addresses.Count > 0 ? Addresses
        : throw new ArgumentException($"RemoteFile: there is no address for {Name}.", nameof(Addresses));
}

/// <summary>How far a download is.</summary>
/// <param name="File">What is fetched.</param>
/// <param name="Bytes">How much of it is there, what an earlier attempt fetched included.</param>
/// <param name="Total">How much there will be; null where the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total)
{
    /// <summary>The share that is there, from 0 to 1; null where the server does not say how much there will be.</summary>
    public double? Share => Total is > 0 ? (double)Bytes / Total : null;
}

/// <summary>A file could not be fetched. The message says what every address answered.</summary>
public sealed class DownloadException : IOException
{
    internal DownloadException(string message, Exception? reason) : base(message, reason)
    {
    }
}
