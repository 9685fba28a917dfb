using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A place in a program that writes to tensors, for the errors that such a write can lead to.</summary>
/// <param name="by">What writes.</param>
/// <param name="file">The source file, as the compiler names it; null where it is not known.</param>
/// <param name="line">The line in that file.</param>
internal sealed class WriteSite(string by, string? file, int line)
{
    /// <summary>The last of this thread: a loop writes to all its tensors from one place, which is one object then.</summary>
    [ThreadStatic]
    private static WriteSite? last;

    private readonly string by = by;
    private readonly string? file = file;
    private readonly int line = line;

    /// <summary>A place, and where it is the same as the last, the same object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WriteSite Of(string by, string? file, int line) =>
        last is { } site && site.line == line && ReferenceEquals(site.by, by) && ReferenceEquals(site.file, file) ? site : last = new(by, file, line);

    /// <summary>What writes and where, the file without its folders: <c>AddInPlace at train.cs:42</c>.</summary>
    public override string ToString() => file is null ? by : $"{by} at {file[(file.AsSpan().LastIndexOfAny('/', '\\') + 1)..]}:{line}";
}
