using AutoGrad.Interop;

namespace AutoGrad.Tests;

/// <summary>What the tests start to kill it: it saves one checkpoint after another under one name, until then.</summary>
internal static class Program
{
    /// <summary>The elements of the tensor that is saved, all of the checkpoint's number.</summary>
    public const int Elements = 300_000;

    public static void Main(string[] arguments)
    {
        for (int i = 0; ; i++)
        {
            Of(i).Save(arguments[0]);
            Console.WriteLine(i);
        }
    }

    public static Checkpoint Of(int number)
    {
        var checkpoint = new Checkpoint().Add("weights", new Dictionary<string, Tensor> { ["w"] = Tensor.Full([Elements], number) });
        checkpoint.Values["number"] = number;
        return checkpoint;
    }
}
