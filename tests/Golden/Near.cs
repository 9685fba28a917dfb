using System.Globalization;

namespace AutoGrad.Tests;

/// <summary>Comparison of tensors.</summary>
internal static class Near
{
    public static void Assert(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Xunit.Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.Detach().To(DType.Float64).ToArray<double>(), a = actual.Detach().To(DType.Float64).ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            if (!(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(1, Math.Abs(e[i]))))
                Xunit.Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Element {i} of {expected.Shape}: expected {e[i]:R}, got {a[i]:R}."));
    }
}
