using System.Text;

namespace AutoGrad;

/// <summary>Files that are there whole or as they were before, whatever happens while they are written.</summary>
internal static class WholeFile
{
    /// <summary>How old a draft must be before a later write of the same file takes it for that of a process that died.</summary>
    private static readonly TimeSpan abandoned = TimeSpan.FromHours(1);

    /// <summary>Writes text in the place of a file.</summary>
    public static void Write(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes to a new file beside the one that is meant, and puts it in its place once it is on the disk. A link stays a link, and a file
    /// that is replaced hands on its mode.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the contents to a stream that can seek.</param>
    public static void Write(string path, Action<FileStream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        if (File.Exists(target))
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'. Create it first.");
        DeleteAbandoned(target);
        string draft = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(target))
                    File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Deletes what processes left behind that were killed while they wrote this file.</summary>
    private static void DeleteAbandoned(string target)
    {
        if (Path.GetDirectoryName(target) is not { } folder || !Directory.Exists(folder))
            return;
        string start = Path.GetFileName(target) + ".";
        foreach (string draft in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            string name = Path.GetFileName(draft);
            if (!name.StartsWith(start, StringComparison.Ordinal) || !Guid.TryParseExact(name[start.Length..^4], "N", out _))
                continue;
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) > abandoned)
                    File.Delete(draft);
            }
            catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
            {
                // Somebody else's to clear away; nothing here depends on it.
            }
        }
    }
}
