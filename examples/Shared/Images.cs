using AutoGrad.Data;

namespace AutoGrad.Examples;

/// <summary>Handwritten digits: the small ones inside the library in the quick form, MNIST in the complete one.</summary>
public static class Images
{
    /// <summary>What <c>--full</c> does for an experiment on these.</summary>
    public const string Full = "On the real MNIST, as in the notes, instead of the small digits inside the library.";

    /// <summary>What <c>--data</c> names for an experiment on these.</summary>
    public const string Data = "For --full: the folder with the four MNIST files, .gz or not, or one with a folder mnist in it; fetched, 11 MB, if left out.";

    /// <summary>The training and the test images as rows of pixels from 0 to 1, with their labels.</summary>
    /// <exception cref="DownloadException">The complete form was asked for, no folder was named, and MNIST could not be fetched.</exception>
    public static (TensorDataset Train, TensorDataset Test) Load(Run run)
    {
        if (!run.Full)
            return (Digits.Load(train: true), Digits.Load(train: false));
        string folder = run.DataOf("mnist", Mnist.Download);
        return (Mnist.Load(folder), Mnist.Load(folder, train: false));
    }
}
