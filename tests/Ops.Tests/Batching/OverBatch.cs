namespace AutoGrad.Tests;

/// <summary>What VMap has to agree with: a function called for each sample, the results stacked.</summary>
internal static class OverBatch
{
    /// <summary>The loop that VMap stands for.</summary>
    public static Func<Tensor[], Tensor[]> Loop(Func<Tensor[], Tensor[]> f, int?[] inAxes) => inputs =>
    {
        int first = Array.FindIndex(inAxes, static axis => axis is not null);
        int size = inputs[first].Shape[inAxes[first]!.Value];
        Tensor[][] results = [.. Enumerable.Range(0, size).Select(i =>
            f([.. inputs.Select((x, k) => inAxes[k] is { } axis ? x.Select(axis, i) : x)]))];
        return [.. Enumerable.Range(0, results[0].Length).Select(r => Tensor.Stack([.. results.Select(result => result[r])]))];
    };

    /// <summary>The gradient of a score of the result with respect to one argument, which can be differentiated again.</summary>
    public static Func<Tensor[], Tensor[]> Gradient(Func<Tensor[], Tensor[]> f, int argument) => inputs =>
    {
        Tensor Scored(Tensor z) => Score(f([.. inputs.Select((x, k) => k == argument ? z : x)])[0]);
        return [Autodiff.Vjp(Scored, inputs[argument], Tensor.Of(1.0), createGraph: true).Product];
    };

    /// <summary>A number of a result, with first and second derivatives that are not constant.</summary>
    public static Tensor Score(Tensor y)
    {
        y = y.To(DType.Float64);
        return (y * y + 0.5 * y).Sum();
    }

    /// <summary>Both agree, in their values.</summary>
    public static void AssertSame(Func<Tensor[], Tensor[]> f, Tensor[] inputs, int?[] inAxes, string what, double tolerance = 1e-11) =>
        AssertEqual(Loop(f, inAxes)(inputs), Autodiff.VMap(f, inAxes)(inputs), what, tolerance);

    /// <summary>
    /// Both agree in their values; in the gradients taken inside and in those taken outside, with respect to every floating-point argument; and in
    /// second derivatives taken inside, outside, and one each.
    /// </summary>
    public static void AssertSameInEveryOrder(Func<Tensor[], Tensor> f, Tensor[] inputs, int?[] inAxes, string what, double tolerance = 1e-10)
    {
        Func<Tensor[], Tensor[]> value = x => [f(x)];
        AssertSame(value, inputs, inAxes, $"{what}: values");
        if (!f(First(inputs, inAxes)).DType.IsFloatingPoint)
            return;
        var (looped, mapped) = (Loop(value, inAxes), Autodiff.VMap(value, inAxes));
        for (int k = 0; k < inputs.Length; k++)
        {
            if (!inputs[k].DType.IsFloatingPoint)
                continue;
            var inside = Gradient(value, k);
            AssertSame(inside, inputs, inAxes, $"{what}: gradient of input {k} inside", tolerance);
            AssertEqual(Gradient(looped, k)(inputs), Gradient(mapped, k)(inputs), $"{what}: gradient of input {k} outside", tolerance);
            AssertSame(Gradient(inside, k), inputs, inAxes, $"{what}: second derivative of input {k} inside", tolerance);
            AssertEqual(
                Gradient(Gradient(looped, k), k)(inputs), Gradient(Gradient(mapped, k), k)(inputs), $"{what}: second derivative of input {k} outside", tolerance);
            AssertEqual(
                Gradient(Loop(inside, inAxes), k)(inputs),
                Gradient(Autodiff.VMap(inside, inAxes), k)(inputs),
                $"{what}: gradient of input {k} outside of the one inside",
                tolerance);
        }
    }

    public static void AssertEqual(Tensor[] expected, Tensor[] actual, string what, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            AssertEqual(expected[i], actual[i], what, tolerance);
    }

    public static void AssertEqual(Tensor expected, Tensor actual, string what, double tolerance = 1e-11)
    {
        Assert.True(expected.Shape == actual.Shape, $"{what}: the shape is {actual.Shape} and should be {expected.Shape}.");
        Assert.True(expected.DType == actual.DType, $"{what}: the dtype is {actual.DType} and should be {expected.DType}.");
        double[] e = expected.To(DType.Float64).ToArray<double>(), a = actual.To(DType.Float64).ToArray<double>();
        double scale = 1 + e.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < e.Length; i++)
            Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * scale,
                $"{what}: element {i} is {a[i]:R} and should be {e[i]:R}.\nExpected {expected}\nActual {actual}");
    }

    private static Tensor[] First(Tensor[] inputs, int?[] inAxes) => [.. inputs.Select((x, k) => inAxes[k] is { } axis ? x.Select(axis, 0) : x)];
}
