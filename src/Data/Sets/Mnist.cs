using System.Numerics.Tensors;

namespace AutoGrad.Data;

/// <summary>
/// MNIST, 60,000 + 10,000 handwritten digits of 28×28 (LeCun, Cortes and Burges, 1998), and the sets that come in its form, as Fashion-MNIST (Xiao,
/// Rasul and Vollgraf, 2017), from a folder that holds the four files under their usual names, compressed or not.
/// </summary>
public static class Mnist
{
    private const int Classes = 10;
    private const string Address = "https://ossci-datasets.s3.amazonaws.com/mnist/", Mirror = "https://storage.googleapis.com/cvdf-datasets/mnist/";

    /// <summary>Where the data come from, and their checksums.</summary>
    public static IReadOnlyList<RemoteFile> Sources { get; } =
    [
        Remote("train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        Remote("train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        Remote("t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        Remote("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ];

    /// <summary>The training or the test part: images as Float32 from 0 to 1, labels as Int64 from 0 to 9.</summary>
    /// <param name="folder">Where <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c> lie, each with or without <c>.gz</c>.</param>
    /// <param name="train">Whether to read the training part or the test part.</param>
    /// <param name="flatten">Whether an image is a vector of pixels, [N, 784], or one channel, [N, 1, 28, 28].</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or holds something other than images or their labels.</exception>
    public static TensorDataset Load(string folder, bool train = true, bool flatten = true)
    {
        string part = train ? "train" : "t10k";
        string imagesPath = DataFolder.Find(folder, nameof(Mnist), $"{part}-images-idx3-ubyte");
        string labelsPath = DataFolder.Find(folder, nameof(Mnist), $"{part}-labels-idx1-ubyte");
        var images = Idx.Read(imagesPath);
        var labels = Idx.Read(labelsPath);
        if (images.DType != DType.Byte || images.Rank != 3)
            throw new InvalidDataException($"{imagesPath}: images are bytes in [N, height, width]; this file holds {images.DType} {images.Shape}.");
        if (labels.DType != DType.Byte || labels.Rank != 1)
            throw new InvalidDataException($"{labelsPath}: labels are bytes in [N]; this file holds {labels.DType} {labels.Shape}.");
        int count = images.Shape[0], height = images.Shape[1], width = images.Shape[2];
        if (labels.Shape[0] != count)
            throw new InvalidDataException($"{labelsPath}: it holds {labels.Shape[0]} labels, and {imagesPath} {count} images.");
        int wrong = labels.AsReadOnlySpan<byte>().IndexOfAnyInRange((byte)Classes, byte.MaxValue);
        if (wrong >= 0)
            throw new InvalidDataException($"{labelsPath}: label {wrong} is {labels[wrong].Item<int>()}; labels are 0 to {Classes - 1}.");
        return new(Scaled(images, flatten ? [count, height * width] : [count, 1, height, width]), labels.To(DType.Int64));
    }

    /// <summary>Fetches what is missing of MNIST in a folder, 11 MB. Does nothing where all is there, compressed or not.</summary>
    /// <param name="folder">Where to put it; made where it does not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what was fetched is used when it is called again.</param>
    /// <inheritdoc cref="Data.Download.Fetch"/>
    public static void Download(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Data.Download.FetchMissing(Sources, folder, progress, cancellation);

    private static RemoteFile Remote(string name, string sha256) => new(name, sha256, Address + name, Mirror + name);

    private static Tensor Scaled(Tensor bytes, Shape shape)
    {
        var values = new float[bytes.ElementCount];
        TensorPrimitives.ConvertChecked(bytes.AsReadOnlySpan<byte>(), values);
        TensorPrimitives.Divide(values, 255f, values);
        return Tensor.Wrap(values, shape);
    }
}
