namespace AutoGrad.Interop;

/// <summary>Bytes on their way between memory and a file: tells how far they are, and stops where that is asked for.</summary>
internal sealed class Transfer(long total, IProgress<double>? progress, CancellationToken cancellation)
{
    /// <summary>The bytes that are read or written at a time.</summary>
    public const int Chunk = 1 << 20;

    private long moved;

    /// <summary>Says that the next bytes are through.</summary>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Moved(int bytes)
    {
        moved += bytes;
        progress?.Report(total == 0 ? 1 : (double)moved / total);
        cancellation.ThrowIfCancellationRequested();
    }
}
