namespace AutoGrad.Tests;

/// <summary>Comparisons, the logic of masks, and what they choose.</summary>
public class MaskTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor, Tensor> Compare, Func<double, double, bool> Definition)> Comparisons = new()
    {
        ["Less"] = (static (a, b) => a < b, static (a, b) => a < b),
        ["LessOrEqual"] = (static (a, b) => a <= b, static (a, b) => a <= b),
        ["Greater"] = (static (a, b) => a > b, static (a, b) => a > b),
        ["GreaterOrEqual"] = (static (a, b) => a >= b, static (a, b) => a >= b),
        ["EqualTo"] = (static (a, b) => a.EqualTo(b), static (a, b) => a == b),
        ["NotEqualTo"] = (static (a, b) => a.NotEqualTo(b), static (a, b) => a != b),
    };

    public static TheoryData<string> Names => [.. Comparisons.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ComparisonsFollowTheirDefinition(string name)
    {
        var (compare, definition) = Comparisons[name];
        foreach (var dtype in Enum.GetValues<DType>())
            foreach (int count in new[] { 0, 1, 31, 32, 100 })
            {
                var generator = Generator.Seeded(count);
                Tensor a = Tensor.RandInt(0, 3, [count], generator).To(dtype), b = Tensor.RandInt(0, 3, [count], generator).To(dtype);
                var y = compare(a, b);
                Assert.Equal(DType.Bool, y.DType);
                bool[] expected = [.. a.To(DType.Float64).ToArray<double>().Zip(b.To(DType.Float64).ToArray<double>(), definition)];
                Assert.Equal(expected, y.ToArray<bool>());
            }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaNComparesAsIEEE754Says(string name)
    {
        var (compare, definition) = Comparisons[name];
        double[] values = [double.NaN, 1, double.PositiveInfinity, -0.0, 0];
        foreach (double b in values)
            foreach (var dtype in new[] { DType.Float32, DType.Float64 })
                Assert.Equal([.. values.Select(a => definition(a, b))], compare(Tensor.Of<double>(values).To(dtype), b).ToArray<bool>());
    }

    [Fact]
    public void ComparisonsBroadcastAndMixDTypes()
    {
        var y = Tensor.Of<int>([1, 2]).Unsqueeze(-1) > Tensor.Of([0.5, 1.5, 2.5]);
        Assert.Equal([2, 3], y.Shape);
        Assert.Equal([true, false, false, true, true, false], y.ToArray<bool>());
        Assert.Equal([true], (Tensor.Of<int>([3]) > 2.5).ToArray<bool>());
    }

    [Fact]
    public void LogicFollowsItsTables()
    {
        Tensor a = Tensor.Of<bool>([false, false, true, true]), b = Tensor.Of<bool>([false, true, false, true]);
        Assert.Equal([false, false, false, true], (a & b).ToArray<bool>());
        Assert.Equal([false, true, true, true], (a | b).ToArray<bool>());
        Assert.Equal([false, true, true, false], (a ^ b).ToArray<bool>());
        Assert.Equal([true, true, false, false], (!a).ToArray<bool>());
        Assert.Equal([true, true, true, true], (a | true).ToArray<bool>());
    }

    [Fact]
    public void LogicRefusesWhatIsNoMask()
    {
        Tensor x = Tensor.Of([1f, 2f]), mask = x > 1;
        Assert.Equal(
            "And: x is Float32 and must be Bool. Did you mean a comparison, x.NotEqualTo(0)?",
            Assert.Throws<DTypeException>(() => mask.And(x)).Message);
        Assert.Throws<DTypeException>(() => x | mask);
        Assert.Throws<DTypeException>(() => x ^ mask);
        Assert.Throws<DTypeException>(() => !x);
        Assert.StartsWith("Or: mask is [2] and wide is [3];", Named(mask, Tensor.Zeros([3], DType.Bool)));

        static string Named(Tensor mask, Tensor wide) => Assert.Throws<ShapeException>(() => mask.Or(wide)).Message;
    }

    [Fact]
    public void KindsOfNumbersAreTold()
    {
        double[] values = [1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0];
        foreach (var x in new[] { Tensor.Of<double>(values), Tensor.Of<double>(values).To(DType.Float32) })
        {
            Assert.Equal([false, true, false, false, false], x.IsNaN().ToArray<bool>());
            Assert.Equal([false, false, true, true, false], x.IsInfinite().ToArray<bool>());
            Assert.Equal([true, false, false, false, true], x.IsFinite().ToArray<bool>());
        }
        var whole = Tensor.Of<long>([long.MinValue, 3]);
        Assert.Equal([true, true], whole.IsFinite().ToArray<bool>());
        Assert.Equal([false, false], whole.IsInfinite().ToArray<bool>());
        Assert.Equal([false, false], whole.IsNaN().ToArray<bool>());
    }

    [Fact]
    public void WhereChooses()
    {
        foreach (var dtype in Enum.GetValues<DType>())
            foreach (int count in new[] { 0, 1, 5, 32, 77 })
            {
                var generator = Generator.Seeded(count);
                var mask = Tensor.RandInt(0, 2, [count], generator).To(DType.Bool);
                Tensor a = Tensor.RandInt(0, 9, [count], generator).To(dtype), b = Tensor.RandInt(0, 9, [count], generator).To(dtype);
                long[] x = a.To(DType.Int64).ToArray<long>(), z = b.To(DType.Int64).ToArray<long>();
                bool[] m = mask.ToArray<bool>();
                var y = Tensor.Where(mask, a, b);
                Assert.Equal(dtype, y.DType);
                Assert.Equal([.. m.Select((on, i) => on ? x[i] : z[i])], y.To(DType.Int64).ToArray<long>());
                if (dtype == DType.Bool)
                    continue;
                Assert.Equal([.. m.Select((on, i) => on ? x[i] : 1)], Tensor.Where(mask, a, 1).To(DType.Int64).ToArray<long>());
                Assert.Equal([.. m.Select((on, i) => on ? 1 : z[i])], Tensor.Where(mask, 1, b).To(DType.Int64).ToArray<long>());
            }
    }

    [Fact]
    public void WherePromotesAndBroadcasts()
    {
        var mask = Tensor.Of<bool>([true, false]).Unsqueeze(-1);
        var y = Tensor.Where(mask, Tensor.Of<int>([1, 2, 3]), Tensor.Of([0.5]));
        Assert.Equal(DType.Float64, y.DType);
        Assert.Equal([1, 2, 3, 0.5, 0.5, 0.5], y.ToArray<double>());
        Assert.Equal(DType.Float32, Tensor.Where(mask, Tensor.Ones([3]), 0.1).DType);
        Assert.Equal(DType.Float32, Tensor.Where(mask, Tensor.Arange(3), 0.1).DType);
        Assert.Equal(DType.Int64, Tensor.Where(mask, 1, 0).DType);
        Assert.Equal(DType.Float32, Tensor.Where(mask, 1.0, 0).DType);
    }

    [Fact]
    public void WhereNamesWhatDoesNotFit()
    {
        Tensor chosen = Tensor.Zeros([2], DType.Bool), x = Tensor.Zeros([3]), rest = Tensor.Zeros([3]);
        var error = Assert.Throws<ShapeException>(() => Tensor.Where(chosen, x, rest));
        Assert.StartsWith("Where: chosen is [2], x is [3] and rest is [3];", error.Message);
        Assert.StartsWith("Where: x is Float32 and must be Bool.", Assert.Throws<DTypeException>(() => Tensor.Where(x, x, rest)).Message);
    }

    [Fact]
    public void MaskedFillFillsAndPassesTheGradientElsewhere()
    {
        var x = Tensor.Of([[1.0, 2.0], [3.0, 4.0]]).WithGrad();
        var mask = Tensor.Of<bool>([true, false]);
        var y = x.MaskedFill(mask, double.NegativeInfinity);
        Assert.Equal([double.NegativeInfinity, 2, double.NegativeInfinity, 4], y.ToArray<double>());
        Assert.Equal([0, 1, 0, 1], Autodiff.Grad([y], [x], [Tensor.OnesLike(y)])[0]!.ToArray<double>());
        var wide = Tensor.Zeros([3, 2, 2], DType.Bool);
        Assert.StartsWith("MaskedFill: x is [2, 2] and wide is [3, 2, 2],", Assert.Throws<ShapeException>(() => x.MaskedFill(wide, 0)).Message);
        Assert.Throws<DTypeException>(() => x.MaskedFill(x, 0));
    }

    [Fact]
    public void TiesShareTheGradient()
    {
        Tensor a = Tensor.Of([1.0, 2.0, 3.0]).WithGrad(), b = Tensor.Of([1.0, 3.0, 2.0]).WithGrad();
        foreach (var (y, first) in new (Tensor, double[])[] { (a.Maximum(b), [0.5, 0, 1]), (a.Minimum(b), [0.5, 1, 0]) })
        {
            var gradients = Autodiff.Grad([y], [a, b], [Tensor.OnesLike(y)]);
            Assert.Equal(first, gradients[0]!.ToArray<double>());
            Assert.Equal([.. first.Select(static g => 1 - g)], gradients[1]!.ToArray<double>());
        }
    }
}
