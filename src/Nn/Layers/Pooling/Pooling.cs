namespace AutoGrad.Nn;

/// <summary>What the poolings print.</summary>
internal static class Pooling
{
    public static string Describe(PerAxis kernelSize, PerAxis stride, PerAxis padding, PerAxis dilation, bool ceilMode) =>
        $"kernelSize: {kernelSize}, stride: {(stride.IsDefault ? kernelSize : stride)}" +
        (padding.IsDefault ? "" : $", padding: {padding}") +
        (dilation.IsDefault ? "" : $", dilation: {dilation}") +
        (ceilMode ? ", ceilMode: true" : "");
}
