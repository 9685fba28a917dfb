using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace AutoGrad.Data;

/// <summary>
/// Fetches files. What is fetched lies beside its place as <c>name.part</c> until it is whole and its checksum is right, and then takes its place in
/// one step; a download that was stopped goes on where it was.
/// </summary>
public static class Download
{
    private const int Attempts = 3, Chunk = 1 << 16;

    /// <summary>How long a server may be silent.</summary>
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(60);

    private static readonly HttpClient web = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20) })
    {
        Timeout = Timeout.InfiniteTimeSpan, // Large files take their time; silence is what ends it.
    };

    /// <summary>Fetches a file into a folder, unless it is there. One that is there with another checksum is fetched anew.</summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="folder">Where to put it; made where it does not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what was fetched is used when it is called again.</param>
    /// <exception cref="DownloadException">No address gave the file; the message says what each answered.</exception>
    /// <exception cref="IOException">The file cannot be written, or another process is fetching it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Fetch(
        RemoteFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => FetchAsync(file, folder, progress, cancellation), CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="Fetch"/>
    public static async Task FetchAsync(
        RemoteFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, file.Name), part = path + ".part";
        if (File.Exists(path) && await ChecksumAsync(path, cancellation).ConfigureAwait(false) == file.Sha256)
            return;
        var answers = new List<string>();
        Exception? last = null;
        // Whoever has the file open writes it; for another process this throws, and says so.
        using (var draft = Open(part))
            foreach (string address in file.Addresses)
                for (int attempt = 0; attempt < Attempts; attempt++)
                    try
                    {
                        bool resumed = draft.Length > 0;
                        await TransferAsync(file.Name, address, draft, progress, cancellation).ConfigureAwait(false);
                        string found = await ChecksumAsync(draft, cancellation).ConfigureAwait(false);
                        if (found == file.Sha256)
                        {
                            draft.Flush(flushToDisk: true);
                            draft.Close();
                            File.Move(part, path, overwrite: true);
                            return;
                        }
                        draft.SetLength(0);
                        last = new DownloadException($"{address}: its SHA-256 is {found}, and {file.Sha256} was expected", null);
                        answers.Add(last.Message);
                        if (!resumed)
                            break;
                        // What an earlier attempt left was of another file, or damaged; so once more from the beginning.
                    }
                    catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException or UriFormatException)
                    {
                        string answer = $"{address}: {problem.Message.TrimEnd('.')}";
                        if (!answers.Contains(answer))
                            answers.Add(answer);
                        last = problem;
                        if (problem is HttpRequestException { StatusCode: { } status } && (int)status is >= 400 and < 500 and not 408 and not 429)
                            break; // It will answer the same again.
                        await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt), cancellation).ConfigureAwait(false);
                    }
        if (new FileInfo(part) is { Exists: true, Length: 0 })
            File.Delete(part);
        throw new DownloadException($"{file.Name} could not be fetched. {string.Join("; ", answers)}. " +
            $"Fetch it by other means and put it in '{Path.GetFullPath(folder)}'.", last);
    }

    /// <summary>Fetches those files that are not there, compressed or not.</summary>
    internal static void FetchMissing(
        IEnumerable<RemoteFile> files, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var file in files)
            if (!DataFolder.Holds(folder, file.Name.EndsWith(".gz", StringComparison.Ordinal) ? file.Name[..^3] : file.Name))
                Fetch(file, folder, progress, cancellation);
    }

    private static FileStream Open(string part)
    {
        try
        {
            return new(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException reason) when (File.Exists(part))
        {
            throw new IOException($"{part}: it is open elsewhere; another process may be fetching the same file.", reason);
        }
    }

    /// <summary>Gets what the draft lacks.</summary>
    private static async Task TransferAsync(
        string name, string address, FileStream draft, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (draft.Length > 0)
            request.Headers.Range = new RangeHeaderValue(draft.Length, null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            patience.CancelAfter(silence);
            using var response = await web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return; // All of it is there, or more; the checksum tells.
            response.EnsureSuccessStatusCode();
            bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == draft.Length;
            if (!continues)
                draft.SetLength(0); // The server gives the whole file.
            draft.Position = draft.Length;
            long? total = draft.Length + response.Content.Headers.ContentLength;
            progress?.Report(new(name, draft.Length, total));
            using var content = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var buffer = new byte[Chunk];
            while (true)
            {
                patience.CancelAfter(silence);
                int got = await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                if (got == 0)
                    break;
                await draft.WriteAsync(buffer.AsMemory(0, got), patience.Token).ConfigureAwait(false);
                progress?.Report(new(name, draft.Length, total));
            }
            if (total is { } expected && draft.Length < expected)
                throw new HttpRequestException($"the connection ended after {draft.Length} of {expected} bytes");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {silence.TotalSeconds} seconds");
        }
        finally
        {
            await draft.FlushAsync(CancellationToken.None).ConfigureAwait(false); // What is there need not be fetched again.
        }
    }

    private static async Task<string> ChecksumAsync(string path, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        return await ChecksumAsync(file, cancellation).ConfigureAwait(false);
    }

    private static async Task<string> ChecksumAsync(FileStream file, CancellationToken cancellation)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }
}
