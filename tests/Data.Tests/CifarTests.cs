using AutoGrad.Data;

namespace AutoGrad.Tests;

public sealed class CifarTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cifar").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Record(byte label) => [label, .. Enumerable.Range(0, 3072).Select(i => (byte)(i / 1024 * 100 + i % 32 + label))];

    [Fact]
    public void Records_are_labels_and_colours_row_by_row()
    {
        for (int i = 1; i <= 5; i++)
            Write($"data_batch_{i}.bin", [.. Record((byte)i), .. Record(9)]);
        var (images, labels) = Cifar10.Load(folder);
        Assert.Equal([10, 3, 32, 32], images.Shape);
        Assert.Equal([1L, 9, 2, 9, 3, 9, 4, 9, 5, 9], labels.ToArray<long>());
        Assert.Equal((200 + 31 + 2) / 255f, images[2, 2, 5, 31].Item<float>());
        Assert.Equal("truck", Cifar10.Classes[9]);
        Assert.Contains("test_batch.bin", Assert.Throws<FileNotFoundException>(() => Cifar10.Load(folder, train: false)).Message);
    }

    [Fact]
    public void Broken_files_are_refused()
    {
        Assert.Contains("3073 and 3072 more",
            Assert.Throws<InvalidDataException>(() => Cifar10.Read(Write("a", [.. Record(1), .. Record(2)[1..]]))).Message);
        Assert.Contains("label 1 is 10", Assert.Throws<InvalidDataException>(() => Cifar10.Read(Write("b", [.. Record(1), .. Record(10)]))).Message);
        Assert.Contains("0 records", Assert.Throws<InvalidDataException>(() => Cifar10.Read(Write("c", []))).Message);
    }
}
