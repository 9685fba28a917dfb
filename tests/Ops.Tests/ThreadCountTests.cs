namespace AutoGrad.Tests;

/// <summary>
/// Results and gradients of large tensors have the same bits for any number of threads, and values the same whether they are recorded.
/// </summary>
public class ThreadCountTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["Sum"] = static x => x.Sum(),
        ["Sum of rows"] = static x => x.Sum(1),
        ["Sum of columns"] = static x => x.Sum(0),
        ["Mean of columns"] = static x => x.Mean(0),
        ["Var of rows"] = static x => x.Var(1),
        ["Var of columns"] = static x => x.Var(0),
        ["Std"] = static x => x.Std(),
        ["Max of rows"] = static x => x.Max(new Axes(1)),
        ["Max of columns"] = static x => x.Max(new Axes(0)),
        ["Min"] = static x => x.Min(),
        ["Prod of rows"] = static x => x.Prod(1),
        ["Prod of columns"] = static x => x.Prod(0),
        ["LogSumExp of rows"] = static x => x.LogSumExp(1),
        ["LogSumExp of columns"] = static x => x.LogSumExp(0),
        ["Cumsum along rows"] = static x => x.Cumsum(1),
        ["Cumsum along columns"] = static x => x.Cumsum(0),
        ["Softmax of rows"] = static x => x.Softmax(),
        ["Softmax of columns"] = static x => x.Softmax(0),
        ["LogSoftmax of rows"] = static x => x.LogSoftmax(),
        ["SoftmaxCrossEntropy"] = static x => x.SoftmaxCrossEntropy(
            Tensor.RandInt(0, x.Shape[1], [x.Shape[0]], Generator.Seeded(2))),
        ["LayerNorm"] = static x => x.LayerNorm([x.Shape[1]]),
        ["MatMul"] = static x => x.MatMul(x.T),
        ["Elementwise"] = static x => ((x.Tanh() * x + 1).Relu() - x.Square()).Exp().Maximum(x),
        ["Broadcast"] = static x => (x - x.Mean(0, keepDim: true)) * x.Var(0, keepDim: true).Sqrt(),
        ["Transposed"] = static x => x.T.Exp().Sum(0),
        ["Inverses"] = static x => (x.Flatten()[..16_000].Reshape(250, 8, 8) + 3 * Tensor.Eye(8)).Inverse(),
        ["Singular values"] = static x => x.Flatten()[..16_000].Reshape(200, 10, 8).SvdVals(),
        ["Gather"] = static x => x.Gather(0, Tensor.RandInt(0, x.Shape[0], x.Shape, Generator.Seeded(3))),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_do_not_depend_on_the_number_of_threads(string name)
    {
        foreach (Shape shape in new Shape[] { [301, 517], [2, 90_001], [40_003, 5] })
        {
            if (name == "MatMul" && shape[0] > 10_000)
                continue;
            // Near 1, so that products neither vanish nor overflow.
            var x = (1 + 0.001 * Tensor.Randn(shape, Generator.Seeded(1))).Detach().WithGrad();
            int before = Threads.Count;
            try
            {
                Threads.Count = 1;
                var (value, gradient) = Run(x);
                using (Autodiff.NoGrad())
                    Assert.Equal(value, Bits(Functions[name](x)));
                foreach (int threads in new[] { 2, 3, 8 })
                {
                    Threads.Count = threads;
                    var (otherValue, otherGradient) = Run(x);
                    Assert.Equal(value, otherValue);
                    Assert.Equal(gradient, otherGradient);
                }
            }
            finally
            {
                Threads.Count = before;
            }
        }

        (int[] Value, int[] Gradient) Run(Tensor x)
        {
            var y = Functions[name](x);
            var gradient = Autodiff.Grad(y, x, Tensor.Randn(y.Shape, Generator.Seeded(4)));
            return (Bits(y), Bits(gradient));
        }
    }

    /// <summary>Wide maps and narrow ones, a single image, groups, strides.</summary>
    [Theory]
    [InlineData(16, 8, 20, 33, 16, 3, 1, 1)]
    [InlineData(40, 32, 8, 8, 48, 3, 1, 1)]
    [InlineData(1, 16, 60, 60, 24, 3, 1, 1)]
    [InlineData(9, 24, 17, 17, 24, 5, 2, 24)]
    [InlineData(9, 64, 9, 8, 32, 3, 1, 1)]
    [InlineData(2, 64, 40, 30, 128, 3, 1, 2)]
    public void Bits_of_convolutions_do_not_depend_on_the_number_of_threads(int n, int c, int h, int w, int o, int k, int stride, int groups)
    {
        var generator = Generator.Seeded(5);
        Tensor[] inputs = [.. new Shape[] { [n, c, h, w], [o, c / groups, k, k], [o] }.Select(shape => Tensor.Randn(shape, generator).WithGrad())];
        int before = Threads.Count;
        try
        {
            Threads.Count = 1;
            int[][] expected = Run();
            foreach (int threads in new[] { 2, 3, 8 })
            {
                Threads.Count = threads;
                Assert.Equal(expected, Run());
            }
        }
        finally
        {
            Threads.Count = before;
        }

        int[][] Run()
        {
            var y = inputs[0].Conv2d(inputs[1], inputs[2], stride, k / 2, groups: groups);
            var gradients = Autodiff.Grad([y], inputs, [Tensor.Randn(y.Shape, Generator.Seeded(6))]);
            return [Bits(y), .. gradients.Select(static g => Bits(g!))];
        }
    }

    private static int[] Bits(Tensor x) => Array.ConvertAll(x.ToArray<float>(), BitConverter.SingleToInt32Bits);
}
