using AutoGrad.Data;

namespace AutoGrad.Examples;

/// <summary>Handwritten digits: the small ones inside the library in the quick form, MNIST in the complete one.</summary>
public static class Images
{
    /// <summary>What <c>--full</c> does for an experiment on these.</summary>
    public const string Full = "On the real MNIST, as in the notes, instead of the small digits inside the library; needs --data.";

    /// <summary>What <c>--data</c> names for an experiment on these.</summary>
    public const string Data = "For --full: the folder with the four MNIST files, .gz or not, or one with a folder mnist in it.";

    /// <summary>The training and the test images as rows of pixels from 0 to 1, with their labels.</summary>
    /// <exception cref="ArgumentException">The complete form was asked for, but no folder was named.</exception>
    public static (TensorDataset Train, TensorDataset Test) Load(Run run)
    {
        if (!run.Full)
            return (Digits.Load(train: true), Digits.Load(train: false));
        string folder = run.RequireData("mnist");
        return (Mnist.Load(folder), Mnist.Load(folder, train: false));
    }
}
