namespace AutoGrad.Tests;

/// <summary>A folder that is gone after the test.</summary>
public abstract class TemporaryFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("autograd").FullName;

    protected string At(string name) => Path.Combine(Folder, name);

    protected string Put(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
