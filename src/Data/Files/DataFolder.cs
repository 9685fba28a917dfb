namespace AutoGrad.Data;

/// <summary>Files of data sets in a folder, compressed or not.</summary>
internal static class DataFolder
{
    public static bool Holds(string folder, string name) =>
        File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".gz"));

    public static string Find(string folder, string set, string name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{set}: there is no folder '{folder}'.");
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain
            : File.Exists(plain + ".gz") ? plain + ".gz"
            : throw new FileNotFoundException(
                $"{set}: folder '{folder}' holds neither {name} nor {name}.gz. {set}.Download(folder) fetches it.", plain);
    }
}
