namespace AutoGrad.Data;

/// <summary>Fashion-MNIST, 60,000 + 10,000 images of clothes of 28×28 in ten classes (Xiao, Rasul and Vollgraf, 2017, MIT), in MNIST's
/// form.</summary>
public static class FashionMnist
{
    private const string Address = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
    private const string Mirror = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";

    /// <summary>Where the data come from, and their checksums.</summary>
    public static IReadOnlyList<RemoteFile> Sources { get; } =
    [
        File("train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        File("train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        File("t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        File("t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ];

    /// <summary>The classes by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The training or the test part, as <see cref="Mnist.Load"/> reads it.</summary>
    /// <inheritdoc cref="Mnist.Load"/>
    public static TensorDataset Load(string folder, bool train = true, bool flatten = true) => Mnist.Load(folder, train, flatten);

    /// <summary>Fetches what is missing in a folder, 30 MB. Does nothing where all is there, compressed or not.</summary>
    /// <param name="folder">Where to put it; made where it does not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what was fetched is used when it is called again.</param>
    /// <inheritdoc cref="Data.Download.Fetch"/>
    public static void Download(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Data.Download.FetchMissing(Sources, folder, progress, cancellation);

    private static RemoteFile File(string name, string sha256) => new(name, sha256, Address + name, Mirror + name);
}
