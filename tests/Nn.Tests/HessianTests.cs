using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Hessians by the parameters of models, against difference quotients of the loss alone and, where there is one, the closed form.</summary>
public class HessianTests
{
    private const double Step = 2e-3, Tolerance = 1e-7;

    private static Tensor Draw(Shape shape, long seed) => Tensor.Randn(shape, Generator.Seeded(seed), DType.Float64);

    [Fact]
    public void Of_logistic_regression()
    {
        var model = new Linear(4, 1, generator: Generator.Seeded(1), dtype: DType.Float64);
        var x = Draw([20, 4], 2);
        var labels = (x.Sum(1, keepDim: true) + Draw([20, 1], 3)).Greater(0).To(DType.Float64);
        var (w, unravel) = Autodiff.Ravel(model.ParameterDict());
        Tensor F(Tensor w) => Loss.BinaryCrossEntropyWithLogits(model.FunctionalCall(unravel(w), x), labels);
        var hessian = Autodiff.Hessian(F, w);
        Near.Assert(Differences(F, w), hessian, Tolerance);

        // X̃ᵀ diag(p(1 − p)) X̃ / N, with a column of ones for the bias.
        var design = Tensor.Cat([x, Tensor.Ones([20, 1], DType.Float64)], 1);
        var p = model.Forward(x).Detach().Sigmoid();
        Near.Assert(design.T.MatMul(design * (p * (1 - p))) / 20, hessian, 1e-12);
    }

    [Fact]
    public void Of_a_network_of_two_layers()
    {
        Sequential net = [new Linear(3, 5, generator: Generator.Seeded(4), dtype: DType.Float64), Activation.Tanh(), new Linear(5, 3, generator: Generator.Seeded(5), dtype: DType.Float64)];
        var x = Draw([12, 3], 6);
        var labels = Tensor.RandInt(0, 3, [12], Generator.Seeded(7));
        var (w, unravel) = Autodiff.Ravel(net.ParameterDict());
        Tensor F(Tensor w) => Loss.CrossEntropy(net.FunctionalCall(unravel(w), x), labels);
        var hessian = Autodiff.Hessian(F, w);
        Assert.Equal([38, 38], hessian.Shape);
        Near.Assert(Differences(F, w), hessian, Tolerance);
        Near.Assert(hessian.T, hessian, 1e-12);
        Near.Assert(hessian.Sum(0), Autodiff.Hvp(F, w, Tensor.OnesLike(w)), 1e-12);
        Near.Assert((hessian * Tensor.Eye(38, dtype: DType.Float64)).Sum(), Autodiff.Laplacian(F, w), 1e-12);
    }

    /// <summary>Second difference quotients with the step and with half of it, extrapolated.</summary>
    private static Tensor Differences(Func<Tensor, Tensor> f, Tensor x)
    {
        int n = x.ElementCount;
        double[] at = x.ToArray<double>();
        var result = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                result[i, j] = result[j, i] = (4 * Quotient(i, j, Step / 2) - Quotient(i, j, Step)) / 3;
        return Tensor.Of(result);

        double Quotient(int i, int j, double h) => (Value(i, h, j, h) - Value(i, h, j, -h) - Value(i, -h, j, h) + Value(i, -h, j, -h)) / (4 * h * h);

        double Value(int i, double hi, int j, double hj)
        {
            double[] moved = [.. at];
            moved[i] += hi;
            moved[j] += hj;
            return f(Tensor.Of<double>(moved)).Item();
        }
    }
}
