using AutoGrad.Data;

namespace AutoGrad.Tests;

public sealed class MnistTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mnist").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);

    private static byte[] Images(int count) =>
        [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(0, count * 6).Select(static i => (byte)(5 * i))];

    private static byte[] Labels(params byte[] labels) => [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels];

    [Fact]
    public void Loads_images_and_labels()
    {
        Write("train-images-idx3-ubyte", Images(3));
        Write("train-labels-idx1-ubyte", Labels(9, 0, 4));
        var train = Mnist.Load(folder);
        Assert.Equal(3, train.Count);
        Assert.Equal([3, 6], train.Inputs.Shape);
        Assert.Equal(DType.Float32, train.Inputs.DType);
        Assert.Equal([.. Enumerable.Range(0, 18).Select(static i => 5 * i / 255f)], train.Inputs.ToArray<float>());
        Assert.Equal([9L, 0, 4], train.Targets.ToArray<long>());
        var images = Mnist.Load(folder, flatten: false).Inputs;
        Assert.Equal([3, 1, 2, 3], images.Shape);
        Assert.Equal(85 / 255f, images[2, 0, 1, 2].Item<float>());
    }

    [Fact]
    public void A_white_pixel_is_exactly_one()
    {
        var images = Images(1);
        images[^1] = 255;
        Write("t10k-images-idx3-ubyte", images);
        Write("t10k-labels-idx1-ubyte", Labels(1));
        Assert.Equal(1f, Mnist.Load(folder, train: false).Inputs[0, 5].Item<float>());
    }

    [Fact]
    public void A_missing_file_is_named_with_its_folder()
    {
        Write("train-images-idx3-ubyte", Images(3));
        string message = Assert.Throws<FileNotFoundException>(() => Mnist.Load(folder)).Message;
        Assert.Contains(folder, message);
        Assert.Contains("train-labels-idx1-ubyte.gz", message);
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => Mnist.Load(Path.Combine(folder, "nowhere"))).Message);
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_refused()
    {
        Write("train-images-idx3-ubyte", Images(3));
        Write("train-labels-idx1-ubyte", Labels(1, 2));
        Assert.Contains("2 labels", Refusal());
        Write("train-labels-idx1-ubyte", Labels(1, 2, 10));
        Assert.Contains("label 2 is 10", Refusal());
        Write("train-labels-idx1-ubyte", Images(3));
        Assert.Contains("labels are bytes in [N]; this file holds Byte [3, 2, 3]", Refusal());
        Write("train-images-idx3-ubyte", Labels(1, 2, 3));
        Assert.Contains("images are bytes", Refusal());
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => Mnist.Load(folder)).Message;
}
