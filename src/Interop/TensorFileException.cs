namespace AutoGrad.Interop;

/// <summary>A file of tensors that is damaged, cut short, or something else than it should be. The message names the file, what is wrong in it and
/// where, and what was expected; nothing was loaded.</summary>
public abstract class TensorFileException : IOException
{
    private protected TensorFileException(string file, string problem, Exception? innerException)
        : base($"{file}: {problem}", innerException) => File = file;

    /// <summary>The file's path, or the name given to a stream.</summary>
    public string File { get; }
}

/// <summary>A file that is not the safetensors file it should be.</summary>
public sealed class SafetensorsException : TensorFileException
{
    internal SafetensorsException(string file, string problem, Exception? innerException = null) : base(file, problem, innerException)
    {
    }
}

/// <summary>A file that is not the npy or npz file it should be.</summary>
public sealed class NpyException : TensorFileException
{
    internal NpyException(string file, string problem, Exception? innerException = null) : base(file, problem, innerException)
    {
    }
}

/// <summary>A checkpoint that lacks a part, or holds one that is not what it is restored to.</summary>
public sealed class CheckpointException : TensorFileException
{
    internal CheckpointException(string file, string problem, Exception? innerException = null) : base(file, problem, innerException)
    {
    }
}

/// <summary>Makes the exception for a problem in the file at hand.</summary>
internal delegate TensorFileException Failure(string problem, Exception? reason = null);
