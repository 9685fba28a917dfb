using System.Globalization;

namespace AutoGrad;

/// <summary>Numbers of bytes as people read them.</summary>
internal static class Bytes
{
    /// <summary>For example "512 B" or "16.0 KB", a KB being 1024 bytes.</summary>
    public static string Text(long bytes)
    {
        if (bytes < 1024)
            return $"{bytes} B";
        double size = bytes;
        int unit = -1;
        do
        {
            size /= 1024;
            unit++;
        }
        while (size >= 1023.95 && unit < 3);
        return $"{size.ToString("0.0", CultureInfo.InvariantCulture)} {"KMGT"[unit]}B";
    }

    /// <summary>For example "1 leaf" or "12,345 operations".</summary>
    public static string Count(int count, string one, string? many = null) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";
}
