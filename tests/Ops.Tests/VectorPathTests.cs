using System.Runtime.Intrinsics;

namespace AutoGrad.Tests;

/// <summary>
/// The kernels exist for several widths of vectors, and CI runs these tests on each, by the runtime's own variables. That these do what they are
/// thought to do is checked here, so that a renamed one does not go unnoticed.
/// </summary>
public class VectorPathTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public void A_variable_set_to_0_takes_the_wider_vectors_away(string variable, int widest)
    {
        if (Environment.GetEnvironmentVariable(variable) == "0")
            Assert.InRange(WidestVector, 0, widest);
    }

    private static int WidestVector =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
}
