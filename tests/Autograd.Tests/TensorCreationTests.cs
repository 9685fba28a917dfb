using System.Numerics.Tensors;

namespace AutoGrad.Tests;

public class TensorCreationTests
{
    [Fact]
    public void Nested_collections_and_arrays_give_shape_dtype_and_values()
    {
        AssertTensor(Tensor.Of(2.5), DType.Float64, [], [2.5]);
        AssertTensor(Tensor.Of([1f, 2f]), DType.Float32, [2], [1, 2]);
        AssertTensor(Tensor.Of([[1, 2, 3], [4, 5, 6]]), DType.Int32, [2, 3], [1, 2, 3, 4, 5, 6]);
        AssertTensor(Tensor.Of([[[1L], [2L]], [[3L], [4L]]]), DType.Int64, [2, 2, 1], [1, 2, 3, 4]);
        AssertTensor(Tensor.Of(new double[,] { { 1, 2 }, { 3, 4 } }), DType.Float64, [2, 2], [1, 2, 3, 4]);
        AssertTensor(Tensor.Of(new byte[2, 1, 2] { { { 1, 2 } }, { { 3, 4 } } }), DType.Byte, [2, 1, 2], [1, 2, 3, 4]);
        AssertTensor(Tensor.Of([true, false]), DType.Bool, [2], [1, 0]);
        AssertTensor(Tensor.Of([1f, 2f, 3f, 4f], [2, 2]), DType.Float32, [2, 2], [1, 2, 3, 4]);
    }

    [Fact]
    public void Ranges()
    {
        AssertTensor(Tensor.Arange(4), DType.Int64, [4], [0, 1, 2, 3]);
        AssertTensor(Tensor.Arange(2, 9, 3), DType.Int64, [3], [2, 5, 8]);
        AssertTensor(Tensor.Arange(2, -3, -2), DType.Int64, [3], [2, 0, -2]);
        AssertTensor(Tensor.Arange(3, 3), DType.Int64, [0], []);
        AssertTensor(Tensor.Arange(0.0, 1.0, 0.25), DType.Float32, [4], [0, 0.25, 0.5, 0.75]);
        AssertTensor(Tensor.Linspace(-1, 1, 5, DType.Float64), DType.Float64, [5], [-1, -0.5, 0, 0.5, 1]);
        AssertTensor(Tensor.Linspace(3, 9, 1), DType.Float32, [1], [3]);
        AssertTensor(Tensor.Eye(2, 3), DType.Float32, [2, 3], [1, 0, 0, 0, 1, 0]);
        AssertTensor(Tensor.Full([2], 7, DType.Int32), DType.Int32, [2], [7, 7]);
    }

    [Fact]
    public void Of_copies_and_Wrap_shares()
    {
        float[] values = [1, 2, 3, 4];
        Tensor copy = Tensor.Of(values), shared = Tensor.Wrap(values, [2, 2]), part = Tensor.Wrap(values.AsMemory(1, 2));
        values[1] = 9;
        Assert.Equal([1, 2, 3, 4], copy.ToArray<float>());
        Assert.Equal([1, 9, 3, 4], shared.ToArray<float>());
        shared[1, 0] = 5;
        Assert.Equal(5, values[2]);
        Assert.Equal([9, 5], part.ToArray<float>());
    }

    [Fact]
    public void Numerics_tensors_are_shared_both_ways()
    {
        var theirs = System.Numerics.Tensors.Tensor.Create([1.0, 2, 3, 4, 5, 6], [2, 3]);
        var ours = Tensor.Wrap(theirs);
        ours[1, 2] = 60;
        Assert.Equal(60, theirs[1, 2]);

        var x = Tensor.Of([[1f, 2f, 3f], [4f, 5f, 6f]]);
        x.T.AsTensorSpan<float>()[2, 1] = 66;
        Assert.Equal(66, x[1, 2].Item());
        var view = x[.., 1..].AsReadOnlyTensorSpan<float>();
        Assert.Equal(5, view[1, 0]);
        var shared = x.T.AsNumericsTensor<float>();
        shared[0, 1] = 44;
        Assert.Equal(44, x[1, 0].Item());
        Assert.Equal([44f, 5f, 66f], x[1].ToArray<float>());
    }

    [Fact]
    public void Spans_show_the_memory_and_count_as_writes()
    {
        var x = Tensor.Zeros([2, 2]);
        int before = x.Version;
        x.AsSpan<float>()[3] = 1;
        Assert.Equal(1, x[1, 1].Item());
        Assert.True(x.Version > before);
        Assert.Equal(x.Version, Use(x));

        static int Use(Tensor x)
        {
            _ = x.AsReadOnlySpan<float>();
            return x.Version;
        }
    }

    [Fact]
    public void Conversions_follow_the_written_rules()
    {
        var x = Tensor.Of([-1.7, 0.0, 2.9, 300.0, double.NaN]);
        Assert.Equal([-1, 0, 2, 300, 0], x.To(DType.Int64).ToArray<long>());
        Assert.Equal([0, 0, 2, 255, 0], x.To(DType.Byte).ToArray<byte>());
        Assert.Equal([true, false, true, true, true], x.To(DType.Bool).ToArray<bool>());
        Assert.Same(x, x.To(DType.Float64));
        Assert.Equal(2.5f, Tensor.Of(2.5).Item<float>());
    }

    [Theory]
    [InlineData(DType.Bool, DType.Byte, DType.Byte)]
    [InlineData(DType.Byte, DType.Int32, DType.Int32)]
    [InlineData(DType.Int64, DType.Int32, DType.Int64)]
    [InlineData(DType.Int64, DType.Float32, DType.Float32)]
    [InlineData(DType.Float64, DType.Float32, DType.Float64)]
    public void Dtypes_promote(DType a, DType b, DType expected)
    {
        Assert.Equal(expected, DTypes.Promote(a, b));
        Assert.Equal(expected, DTypes.Promote(b, a));
        Assert.Equal(expected, Shared<Add>.Op.Apply(Tensor.Ones([2], a), Tensor.Ones([2], b)).DType);
    }

    [Theory]
    [InlineData(DType.Float32, DType.Float32, DType.Float32)]
    [InlineData(DType.Float64, DType.Float64, DType.Float64)]
    [InlineData(DType.Int32, DType.Int32, DType.Float32)]
    [InlineData(DType.Bool, DType.Int64, DType.Float32)]
    public void Numbers_are_weakly_typed(DType tensor, DType withWhole, DType withFraction)
    {
        var x = Tensor.Ones([2], tensor);
        Assert.Equal(withWhole, Shared<Multiply>.Op.Apply(x, 2).DType);
        Assert.Equal(withFraction, Shared<Multiply>.Op.Apply(0.1, x).DType);
        if (tensor == DType.Float64)
            Assert.Equal(0.1, Shared<Multiply>.Op.Apply(0.1, x)[0].Item());
    }

    [Fact]
    public void The_generator_gives_the_published_blocks_and_repeats_itself()
    {
        // Known answer of Philox 4×32-10 for counter 0 and key 0, from the Random123 distribution.
        Assert.Equal(0xE169C58D_6627E8D5UL, Generator.Seeded(0).NextBits());

        var a = Tensor.Randn([5, 3], Generator.Seeded(4));
        Assert.Equal(a.ToArray<float>(), Tensor.Randn([5, 3], Generator.Seeded(4)).ToArray<float>());
        Assert.NotEqual(a.ToArray<float>(), Tensor.Randn([5, 3], Generator.Seeded(5)).ToArray<float>());
        Assert.Equal(a.ToArray<float>(), Tensor.Randn([5, 3], Generator.Seeded(4), DType.Float64).To(DType.Float32).ToArray<float>());

        var generator = Generator.Seeded(9);
        generator.NextDouble();
        var resumed = Generator.At(generator.Seed, generator.Position);
        Assert.Equal(generator.NextBits(), resumed.NextBits());
        Assert.NotEqual(Generator.Seeded(9).Split().NextBits(), Generator.Seeded(9).NextBits());
    }

    [Fact]
    public void Draws_have_the_moments_of_their_distributions()
    {
        const int n = 200_000;
        double[] uniform = Tensor.Rand([n], Generator.Seeded(1), DType.Float64).ToArray<double>();
        double[] normal = Tensor.Randn([n], Generator.Seeded(2), DType.Float64).ToArray<double>();
        long[] whole = Tensor.RandInt(-2, 3, [n], Generator.Seeded(3)).ToArray<long>();
        Assert.All(uniform, static u => Assert.InRange(u, 0, 0.9999999999999999));
        // Five standard errors of the mean and of the variance.
        Assert.InRange(uniform.Average(), 0.5 - 5 * 0.2887 / Math.Sqrt(n), 0.5 + 5 * 0.2887 / Math.Sqrt(n));
        Assert.InRange(normal.Average(), -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
        Assert.InRange(normal.Average(static z => z * z), 1 - 5 * Math.Sqrt(2.0 / n), 1 + 5 * Math.Sqrt(2.0 / n));
        Assert.InRange(normal.Average(static z => z * z * z * z), 3 - 5 * Math.Sqrt(96.0 / n), 3 + 5 * Math.Sqrt(96.0 / n));
        foreach (long value in new long[] { -2, -1, 0, 1, 2 })
            Assert.InRange(whole.Count(w => w == value), n / 5 - 5 * 180, n / 5 + 5 * 180);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (long)i), Tensor.RandPerm(100, Generator.Seeded(4)).ToArray<long>().Order());
    }

    [Fact]
    public void Ranges_reach_the_ends_of_their_type_and_no_further()
    {
        Assert.Equal([long.MinValue, -1, long.MaxValue - 1], Tensor.Arange(long.MinValue, long.MaxValue, long.MaxValue).ToArray<long>());
        Assert.Equal([long.MaxValue, 0, -long.MaxValue], Tensor.Arange(long.MaxValue, long.MinValue, -long.MaxValue).ToArray<long>());
        foreach (var act in new Action[]
        {
            static () => Tensor.Arange(long.MinValue, long.MaxValue),
            static () => Tensor.Arange(3_000_000_000L),
            static () => Tensor.Arange(0, double.PositiveInfinity),
            static () => Tensor.Arange(double.NaN, 1.0),
            static () => Tensor.Arange(0, 1, 1e-12),
        })
            Assert.Contains("more numbers than a tensor can hold", Assert.Throws<ShapeException>(act).Message);
        var draws = Tensor.RandInt(long.MinValue, long.MaxValue, [200], Generator.Seeded(1)).ToArray<long>();
        Assert.Contains(draws, static v => v < long.MinValue / 2);
        Assert.Contains(draws, static v => v > long.MaxValue / 2);
    }

    [Fact]
    public void A_permutation_of_less_than_nothing_is_refused_before_anything_is_drawn()
    {
        var generator = Generator.Seeded(5);
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.RandPerm(-1, generator)).ParamName);
        Assert.Equal(0, generator.Position);
    }

    [Fact]
    public void Text_shows_values_dtype_and_shape()
    {
        Assert.Equal("[[1., 2.],\n [3., 4.]]  (Float32 [2, 2])", Tensor.Of([[1f, 2f], [3f, 4f]]).ToString());
        Assert.Equal("[ 0.5000, -1.2500]  (Float64 [2], requires grad)", Tensor.Of([0.5, -1.25]).WithGrad().ToString());
        Assert.Equal("3  (Int64 [])", Tensor.Of(3L).ToString());
        Assert.Equal("[ true, false]  (Bool [2])", Tensor.Of([true, false]).ToString());
        Assert.Equal("[]  (Float32 [0, 3])", Tensor.Zeros([0, 3]).ToString());
        Assert.Equal("[0.2500,    nan,   -inf]  (Float64 [3])", Tensor.Of([0.25, double.NaN, double.NegativeInfinity]).ToString());
        Assert.Equal("[   0,    1,    2, ..., 1998, 1999, 2000]  (Int64 [2001])", Tensor.Arange(2001).ToString());
        Assert.Contains("e-05", Tensor.Of([1e-5, 1.0]).ToString());
    }

    private static void AssertTensor(Tensor tensor, DType dtype, Shape shape, double[] values)
    {
        Assert.Equal(dtype, tensor.DType);
        Assert.Equal(shape, tensor.Shape);
        Assert.Equal(values, tensor.To(DType.Float64).ToArray<double>());
    }
}
