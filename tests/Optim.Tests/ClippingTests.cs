using System.Text.Json;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

public class ClippingTests
{
    private static Parameter With(params double[] gradient) =>
        new(Tensor.Zeros([gradient.Length], DType.Float64)) { Grad = Tensor.Of(gradient) };

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void GlobalNormsAreThoseOfPyTorch(int row)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optim.json")));
        var clip = json.RootElement.GetProperty("clips")[row];
        Tensor p = GoldenCase.Tensor(json.RootElement.GetProperty("p")).WithGrad(), q = GoldenCase.Tensor(json.RootElement.GetProperty("q")).WithGrad();
        (p.Grad, q.Grad) = (p.Detach().Square() - 0.3, (2 * q.Detach()).T.Clone().T);
        double order = clip.GetProperty("p").ValueKind == JsonValueKind.String ? double.PositiveInfinity : clip.GetProperty("p").GetDouble();
        double norm = GradientClipping.ByGlobalNorm([p, new Parameter(Tensor.Ones([3])), q], clip.GetProperty("limit").GetDouble(), order);
        Assert.Equal(clip.GetProperty("norm").GetDouble(), norm, 1e-12);
        foreach (var (tensor, expected) in new[] { p, q }.Zip(clip.GetProperty("kept").EnumerateArray()))
            Assert.All(
                GoldenCase.Tensor(expected).ToArray<double>().Zip(tensor.Grad!.ToArray<double>()),
                static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void ValuesAreCut()
    {
        var p = With(-3, 0.5, 2, double.PositiveInfinity);
        var held = p.Grad;
        GradientClipping.ByValue([p], 1);
        Assert.Equal([-1, 0.5, 1, 1], p.Grad!.ToArray<double>());
        Assert.Same(held, p.Grad);
    }

    [Fact]
    public void EachGradientMayHaveItsOwnNorm()
    {
        Parameter long1 = With(3, 4), short1 = With(0.3, 0.4), none = new(Tensor.Ones([2]));
        Assert.Equal([5, 0.5, 0], GradientClipping.ByNorm([long1, short1, none], 1), new Near());
        Assert.Equal(0.6, long1.Grad![0].Item(), 1e-6);
        Assert.Equal(0.3, short1.Grad![0].Item());
    }

    [Fact]
    public void EachGroupMayHaveItsOwnNorm()
    {
        Parameter a = With(3, 4), b = With(0, 12), c = With(0.5);
        var optimizer = new SGD([a, b], 0.1);
        optimizer.AddGroup([c]);
        Assert.Equal([13, 0.5], GradientClipping.ByGroupNorm(optimizer, 1.3), new Near());
        Assert.Equal(1.2, b.Grad![1].Item(), 1e-6);
        Assert.Equal(0.5, c.Grad![0].Item());
    }

    [Fact]
    public void WhatIsNotFiniteMayBeAnError()
    {
        var p = With(1, double.NaN);
        var q = With(5);
        var thrown = Assert.Throws<ArithmeticException>(() => GradientClipping.ByGlobalNorm([p, q], 1, errorIfNonFinite: true));
        Assert.StartsWith("The norm of the gradients is NaN", thrown.Message);
        Assert.Equal(5, q.Grad![0].Item());
        Assert.True(double.IsNaN(GradientClipping.ByGlobalNorm([p, q], 1)));
        Assert.Equal(0, GradientClipping.ByGlobalNorm([], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByGlobalNorm([q], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.GlobalNorm([q], 0));
    }

    [Fact]
    public void NormsOfFloat32DoNotOverflow()
    {
        var p = new Parameter(Tensor.Zeros([4])) { Grad = Tensor.Full([4], 1e30) };
        Assert.Equal(2, GradientClipping.GlobalNorm([p]) / 1e30, 1e-6);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double value) => 0;
    }
}
