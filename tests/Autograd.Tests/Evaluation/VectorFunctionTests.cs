using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad.Tests;

/// <summary>Operations stated as functions of vectors: alone, and two run as one.</summary>
[Collection("alone")]
public class VectorFunctionTests
{
    /// <summary>An operation such as a user would write, y = 2a + b.</summary>
    private sealed record TwiceAnd : BinaryArithmetic<TwiceAnd.Function>
    {
        protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 2;

        protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 1;

        public readonly struct Function : IBinaryFunction
        {
            public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a + a + b;

            public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a + a + b;

            public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a + a + b;

            public static T Of<T>(T a, T b) where T : INumber<T> => a + a + b;
        }
    }

    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Of)[] functions =
    [
        ("+", static (a, b) => a + b),
        ("-", static (a, b) => a - b),
        ("*", static (a, b) => a * b),
        ("/", static (a, b) => a / b),
        ("max", static (a, b) => a.Maximum(b)),
        ("min", static (a, b) => a.Minimum(b)),
        ("square", static (a, _) => a.Square()),
        ("relu", static (a, _) => a.Relu()),
        ("twice", static (a, b) => new TwiceAnd().Apply(a, b)),
    ];

    private static Tensor With(int smallest, Func<Tensor> f)
    {
        int before = Expression.Smallest;
        try
        {
            Expression.Smallest = smallest;
            var y = f();
            _ = y.ToString();
            return y;
        }
        finally
        {
            Expression.Smallest = before;
        }
    }

    private static long[] Bits(Tensor x) => x.DType == DType.Float32
        ? Array.ConvertAll(x.ToArray<float>(), static v => (long)BitConverter.SingleToInt32Bits(v))
        : Array.ConvertAll(x.ToArray<double>(), BitConverter.DoubleToInt64Bits);

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Any_two_run_as_one_give_the_bits_of_one_after_the_other(DType dtype)
    {
        var random = Generator.Seeded(3);
        foreach (int count in (int[])[1, 3, 5, 17, 33, 1024, 2500])
        {
            Tensor a = Tensor.Randn([count], random, dtype), b = Tensor.Randn([count], random, dtype), c = Tensor.Randn([count], random, dtype);
            foreach (var (firstName, first) in functions)
                foreach (var (secondName, second) in functions)
                    foreach (var chain in (Func<Tensor>[])[
                        () => second(first(a, b), c), () => second(c, first(a, b)), () => first(a, b) is var t ? second(t, t) : null!,
                        () => second(first(a, a), a), () => first(second(first(a, b), c), second(b, c))])
                        Assert.True(Bits(With(int.MaxValue, chain)).SequenceEqual(Bits(With(1, chain))), $"{firstName}, {secondName}, {count} elements");
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Byte)]
    public void A_function_is_computed_in_every_dtype(DType dtype)
    {
        foreach (int count in (int[])[0, 1, 7, 100])
        {
            Tensor a = Tensor.Of([.. Enumerable.Range(0, count)]).To(dtype), b = Tensor.Ones([count], dtype);
            double[] expected = [.. Enumerable.Range(0, count).Select(static i => 2.0 * i + 1)];
            Assert.Equal(expected, new TwiceAnd().Apply(a, b).To(DType.Float64).ToArray<double>());
        }
    }

    [Fact]
    public void A_users_function_passes_the_gradient_checks() => GradCheck.CheckOp(new TwiceAnd());

    /// <summary>Numbers among which there are ties, zeros of both signs, infinities and NaN of both signs.</summary>
    private static Tensor Awkward(Shape shape, DType dtype, bool withNaN)
    {
        double[] special = [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN, -double.NaN];
        var picks = Tensor.RandInt(0, withNaN ? 40 : 30, shape, Generator.Seeded(9)).ToArray<long>();
        double[] normal = Tensor.Randn([picks.Length], Generator.Seeded(8), DType.Float64).ToArray<double>();
        return Tensor.Of<double>([.. picks.Select((pick, i) => pick < 24 ? normal[i] : special[pick % (withNaN ? 8 : 6)])], shape).To(dtype);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Maxima_of_rows_and_columns_end_a_chain_with_the_same_bits(DType dtype)
    {
        foreach (Shape shape in new Shape[] { [37, 53], [3, 1500], [700, 9], [5, 1024], [2, 3, 700], [4, 300, 7], [1, 2000], [2000, 1] })
            foreach (bool withNaN in new[] { false, true })
            {
                Tensor x = Awkward(shape, dtype, withNaN), one = Tensor.Ones(shape, dtype);
                Axes[] choices = [0, -1, new Axes(0, 1), default];
                foreach (var axes in choices)
                    foreach (var extremum in (Func<Tensor, Tensor>[])[t => t.Max(axes), t => t.Min(axes, keepDim: true)])
                    {
                        long[] alone = Bits(With(int.MaxValue, () => extremum(x * one)));
                        foreach (int threads in new[] { 1, 3 })
                        {
                            int before = Threads.Count;
                            Threads.Count = threads;
                            try
                            {
                                Assert.Equal(alone, Bits(With(1, () => extremum(x * one))));
                            }
                            finally
                            {
                                Threads.Count = before;
                            }
                        }
                    }
            }
    }

    [Fact]
    public void A_chain_that_ends_in_a_maximum_is_not_stored() => With(1, static () =>
    {
        var chain = Tensor.Ones([40, 50]) * 2 + 1;
        Assert.Equal(3, chain.Max(new Axes(0))[0].Item());
        Assert.Equal(3, chain.Max(new Axes(1))[0].Item());
        Assert.True(chain.Storage.IsWaiting);
        return chain;
    });
}
