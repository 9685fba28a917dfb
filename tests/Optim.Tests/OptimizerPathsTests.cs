using System.Text.Json;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>The paths that examples/optimizer-paths.cs draws, against the formulas computed with 50 digits.</summary>
public class OptimizerPathsTests
{
    private static readonly JsonElement Paths =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optimizer-paths.json"))).RootElement;

    [Fact]
    public void Each_step_is_where_the_formula_has_it()
    {
        Walk("x²/10 + y²", 10, new()
        {
            ["SGD"] = static p => new SGD(p, 0.95),
            ["Momentum"] = static p => new SGD(p, 0.1, momentum: 0.9, form: MomentumForm.Velocity),
            ["RMSProp"] = static p => new RMSProp(p, 0.5, rho: 0.9),
            ["Adam"] = static p => new Adam(p, 0.5),
        });
        Walk("x²/20 + y²", 20, new()
        {
            ["SGD"] = static p => new SGD(p, 0.95),
            ["Momentum"] = static p => new SGD(p, 0.1, momentum: 0.9, form: MomentumForm.Velocity),
            ["AdaGrad"] = static p => new AdaGrad(p, 1.5, epsilon: 1e-7),
            ["Adam"] = static p => new Adam(p, 0.3, epsilon: 1e-7, epsilonHat: true),
        });
    }

    private static void Walk(string function, double flatness, Dictionary<string, Func<Tensor[], Optimizer>> optimizers)
    {
        var paths = Paths.GetProperty(function);
        Assert.Equal(paths.EnumerateObject().Select(static path => path.Name), optimizers.Keys);
        foreach (var (name, make) in optimizers)
        {
            var point = Tensor.Of([-7.0, 2.0]).WithGrad();
            var optimizer = make([point]);
            foreach (var expected in paths.GetProperty(name).EnumerateArray())
            {
                optimizer.ZeroGrad();
                (point[0].Square() / flatness + point[1].Square()).Backward();
                optimizer.Step();
                Assert.Equal(expected[0].GetDouble(), point[0].Item(), 1e-12);
                Assert.Equal(expected[1].GetDouble(), point[1].Item(), 1e-12);
            }
        }
    }
}
