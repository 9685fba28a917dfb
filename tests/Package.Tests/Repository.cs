namespace AutoGrad.Tests;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The sources under a folder, as paths from the root.</summary>
    public static IEnumerable<string> Sources(string folder) => Files(folder, "*.cs");

    /// <summary>The files under a folder, without what builds and benchmarks leave there, as paths from the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(static path => !path.Contains("/bin/") && !path.Contains("/obj/"))
            .Order(StringComparer.Ordinal);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "AutoGrad.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds AutoGrad.sln."));
}
