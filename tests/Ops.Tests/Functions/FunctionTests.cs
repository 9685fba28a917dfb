using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>Functions with a context: what they can do, in every mode, and what they refuse.</summary>
public class FunctionTests
{
    private static Tensor Vector => Tensor.Of([0.5, -1.25, 2.0]);

    private static Tensor Matrix => Tensor.Of([[0.5, -1.0, 1.5], [2.0, 0.25, -0.75]]);

    private sealed class MyRelu : Function
    {
        protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0].Maximum(0)];
        }

        protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients) =>
            [Tensor.Where(context.Saved[0] > 0, gradients[0], 0)];
    }

    /// <summary>a·xᵏ, which saves its result; k is no tensor.</summary>
    private sealed class ScaledPower(int k) : Function
    {
        protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            var y = inputs[0] * inputs[1].Pow(k);
            context.SaveForBackward(inputs[0], inputs[1], y);
            return [y];
        }

        protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients)
        {
            if (context.Saved is not [var a, var x, var y])
                throw new InvalidOperationException();
            return
            [
                context.NeedsInputGrad(0) ? (gradients[0] * y / a).Sum(new Axes(Enumerable.Range(0, y.Rank - a.Rank).ToArray())) : null,
                context.NeedsInputGrad(1) ? gradients[0] * k * a * x.Pow(k - 1) : null,
            ];
        }
    }

    /// <summary>(r, φ) of (x, y), and the quadrant, which carries no derivative. Both results are saved.</summary>
    private sealed class Polar : Function
    {
        protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            Tensor x = inputs[0], y = inputs[1], r = (x * x + y * y).Sqrt();
            var angle = Tensor.Of<double>([.. x.ToArray<double>().Zip(y.ToArray<double>(), static (a, b) => Math.Atan2(b, a))], x.Shape);
            var quadrant = Tensor.Where(x > 0, 1.0, 2.0).To(DType.Float64);
            context.MarkNonDifferentiable(quadrant);
            context.SaveForBackward(x, y, r);
            return [r, angle, quadrant];
        }

        protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients)
        {
            Tensor x = context.Saved[0], y = context.Saved[1], r = context.Saved[2], square = r * r;
            return [gradients[0] * x / r - gradients[1] * y / square, gradients[0] * y / r + gradients[1] * x / square];
        }
    }

    [Fact]
    public void AFunctionPassesEveryCheck()
    {
        Assert.Empty(GradCheck.Check(x => new MyRelu().Apply(x), Vector, GradCheckOptions.Thorough).Warnings);
        Assert.Empty(GradCheck.Check((a, x) => new ScaledPower(3).Apply(a, x), Tensor.Of(1.5), Vector, GradCheckOptions.Thorough).Warnings);
        Assert.Empty(GradCheck.Check((a, x) => new ScaledPower(3).Apply(a, x), Vector, Matrix, GradCheckOptions.Thorough).Warnings);
        GradCheck.Check(x => new ScaledPower(2).Apply(Tensor.Of(2.0), x), Matrix.T, GradCheckOptions.Thorough);
        GradCheck.Check(a => new ScaledPower(2).Apply(a, Matrix), Tensor.Of(2.0), GradCheckOptions.Thorough);
    }

    [Fact]
    public void SeveralResultsPassEveryCheckEachAndTogether()
    {
        Tensor x = Tensor.Of([0.5, -1.25, 2.0]), y = Tensor.Of([1.5, 0.75, -0.5]);
        for (int i = 0; i < 2; i++)
            GradCheck.Check((a, b) => new Polar().ApplyAll(a, b)[i], x, y, GradCheckOptions.Thorough);
        GradCheck.Check((a, b) => new Polar().ApplyAll(a, b) is [var r, var angle, _] ? r * angle.Sin() + angle : null!, x, y, GradCheckOptions.Thorough);
        // The results undo each other.
        GradCheck.Check((a, b) => new Polar().ApplyAll(a, b) is [var r, var angle, var q] ? r * angle.Cos() * q : null!, x, y, GradCheckOptions.Thorough);
        var (_, tangent) = Autodiff.Jvp(a => new Polar().ApplyAll(a, y) is [var r, var angle, _] ? r * angle.Cos() : null!, x, Tensor.Ones([3], DType.Float64));
        Assert.All(tangent.ToArray<double>(), static t => Assert.Equal(1, t, 1e-12));
    }

    [Fact]
    public void HigherDerivativesAreThoseOfTheFormula()
    {
        var x = Tensor.Of([0.5, -1.25, 2.0]).WithGrad();
        var y = new ScaledPower(4).Apply(Tensor.Of(1.0), x);
        foreach (double factor in new[] { 4.0, 12, 24, 24 })
        {
            y = Autodiff.Grad([y], [x], [Tensor.OnesLike(y)], createGraph: true)[0];
            int power = factor switch { 4 => 3, 12 => 2, 24 when y.ToArray<double>().Distinct().Count() > 1 => 1, _ => 0 };
            Assert.All(y.ToArray<double>().Zip(Vector.ToArray<double>()), pair => Assert.Equal(factor * Math.Pow(pair.Second, power), pair.First, 1e-12));
        }
    }

    [Fact]
    public void AResultThatIsNotUsedHasTheGradientZero()
    {
        bool[]? arrived = null;
        var f = Function.Of(
            static (context, inputs) => [inputs[0] * 2, inputs[0] * 3],
            (context, gradients) =>
            {
                arrived = [context.HasGradient(0), context.HasGradient(1)];
                return [gradients[0] * 2 + gradients[1] * 3];
            });
        var x = Vector.WithGrad();
        f.ApplyAll(x)[1].Sum().Backward();
        Assert.Equal([3, 3, 3], x.Grad!.ToArray<double>());
        Assert.Equal([false, true], arrived!);
        x.Grad = null;
        var both = f.ApplyAll(x);
        (both[0] + both[1]).Sum().Backward();
        Assert.Equal([5, 5, 5], x.Grad!.ToArray<double>());
        Assert.Equal([true, true], arrived!);
    }

    [Fact]
    public void NonDifferentiableResultsDoNotRequireAGradient()
    {
        var outputs = new Polar().ApplyAll(Vector.WithGrad(), Vector);
        Assert.Equal([true, true, false], outputs.Select(static y => y.RequiresGrad));
        Assert.All(new Polar().ApplyAll(Vector, Vector), static y => Assert.False(y.RequiresGrad));
        using (Autodiff.NoGrad())
            Assert.All(new Polar().ApplyAll(Vector.WithGrad(), Vector), static y => Assert.False(y.RequiresGrad));
    }

    [Fact]
    public void MixedDTypesKeepTheirOwn()
    {
        var f = Function.Of(
            static (context, inputs) => [inputs[0] * 2, (inputs[1] * 3).To(DType.Float64)],
            static (context, gradients) => [gradients[0] * 2, (gradients[1] * 3).To(DType.Float32)]);
        Tensor x = Tensor.Of([1.0, 2.0]).WithGrad(), z = Tensor.Of([1f, 2f]).WithGrad();
        var y = f.ApplyAll(x, z);
        (y[0] * y[1]).Sum().Backward();
        Assert.Equal([6, 12], x.Grad!.ToArray<double>());
        Assert.Equal([6f, 12f], z.Grad!.ToArray<float>());
        var (_, tangent) = Autodiff.Jvp(v => f.ApplyAll(x.Detach(), v)[1], z.Detach(), Tensor.Ones([2]));
        Assert.Equal([3, 3], tangent.ToArray<double>());
    }

    [Fact]
    public void TheLightFormDoesAsMuch()
    {
        var exp = Function.Of(static x => x.Exp(), static (x, y, gradient) => gradient * y);
        GradCheck.Check(x => exp.Apply(x), Matrix, GradCheckOptions.Thorough);
        Assert.Equal("static x => x.Exp()", exp.ToString());
        var product = Function.Of(static (a, b) => a * b, static (a, b, y, gradient) => (gradient * b, gradient * a), name: "product");
        GradCheck.Check((a, b) => product.Apply(a, b), Matrix, Vector, GradCheckOptions.Thorough);
        Assert.Equal("product", product.ToString());
        Assert.Contains("takes 2 tensors and was given 1", Assert.Throws<ArgumentException>(() => product.Apply(Vector)).Message);
    }

    [Fact]
    public void GradientsReachInnerTensorsHooksOrNot()
    {
        var x = Vector.WithGrad();
        var inner = x * 2;
        var outputs = new Polar().ApplyAll(inner, Tensor.Ones([3], DType.Float64));
        var gradients = Autodiff.Grad([outputs[0].Sum() + outputs[1].Sum()], [inner, outputs[0], outputs[1]]);
        Assert.Equal([1, 1, 1], gradients[1].ToArray<double>());
        Assert.Equal([1, 1, 1], gradients[2].ToArray<double>());
        Assert.Equal(3, gradients[0].ElementCount);
    }

    [Fact]
    public void WhatForwardReturnsUnchangedIsATensorOfItsOwn()
    {
        var same = Function.Of(static (context, inputs) => [inputs[0], inputs[0]], static (context, gradients) => [gradients[0] + 10 * gradients[1]]);
        var x = Vector.WithGrad();
        var y = same.ApplyAll(x);
        Assert.True(x.IsLeaf && !y[0].IsLeaf && !y[1].IsLeaf && !ReferenceEquals(y[0], y[1]));
        (y[0] + y[1]).Sum().Backward();
        Assert.Equal([11, 11, 11], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void OneGradientForTwoInputsReachesBothInMemoryOfTheirOwn()
    {
        var sum = Function.Of(static (a, b) => a + b, static (a, b, y, gradient) => gradient * 1 is var g ? (g, g) : default);
        Tensor a = Tensor.Zeros([5000], DType.Float64).WithGrad(), b = Tensor.Zeros([5000], DType.Float64).WithGrad();
        for (int i = 0; i < 3; i++)
            sum.Apply(a, b).Sum().Backward();
        Assert.False(a.Grad!.SharesMemoryWith(b.Grad!));
        Assert.All(a.Grad!.ToArray<double>().Concat(b.Grad!.ToArray<double>()), static g => Assert.Equal(3, g));
    }

    [Fact]
    public void LargeBundledGradientsOutliveTheVisitThatMadeThem()
    {
        Tensor x = Tensor.Randn([40, 500], Generator.Seeded(1), DType.Float64).WithGrad(), y = Tensor.Randn([40, 500], Generator.Seeded(2), DType.Float64).WithGrad();
        static Tensor[] Expected(Tensor x, Tensor y) => [x * y, x.Exp() + y];
        var f = Function.Of(
            static (context, inputs) =>
            {
                context.SaveForBackward(inputs[0], inputs[1]);
                return Expected(inputs[0], inputs[1]);
            },
            static (context, g) => [g[0] * context.Saved[1] + g[1] * context.Saved[0].Exp(), g[0] * context.Saved[0] + g[1]]);
        static Tensor Loss(Tensor[] y) => ((y[0] * y[1]).Tanh() + y[0] * 2).Sum();
        foreach (bool createGraph in new[] { false, true })
        {
            var expected = Autodiff.Grad([Loss(Expected(x * 1, y * 1))], [x, y], createGraph: createGraph);
            var actual = Autodiff.Grad([Loss(f.ApplyAll(x * 1, y * 1))], [x, y], createGraph: createGraph);
            for (int i = 0; i < 2; i++)
                Assert.All(expected[i].ToArray<double>().Zip(actual[i].ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void ItWorksInsideScopesStepAfterStep()
    {
        Tensor x = Tensor.Ones([64, 64], DType.Float64).WithGrad(), y = Tensor.Ones([64, 64], DType.Float64).WithGrad();
        for (int step = 0; step < 20; step++)
            using (new TensorScope())
            {
                (x.Grad, y.Grad) = (null, null);
                var outputs = new Polar().ApplyAll(x * 2, y * 2);
                (outputs[0] + 3 * outputs[1]).Sum().Backward();
                Assert.Equal(2 * (1 / Math.Sqrt(2) - 3.0 / 4), x.Grad![63, 63].Item(), 1e-12);
                Assert.Equal(2 * (1 / Math.Sqrt(2) + 3.0 / 4), y.Grad![0, 63].Item(), 1e-12);
            }
    }

    [Fact]
    public void SavedValuesAreFreedByThePassAndKeptOnRequest()
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference, Tensor) Run(Tensor x)
        {
            WeakReference? mask = null;
            var f = Function.Of(
                (context, inputs) =>
                {
                    var ones = Tensor.Ones([3], DType.Float64);
                    mask = new(ones);
                    context.SaveConstant(ones);
                    return [inputs[0] * ones];
                },
                static (context, gradients) => [gradients[0] * context.Saved[0]]);
            var y = f.Apply(x).Sum();
            return (mask!, y);
        }

        var x = Vector.WithGrad();
        var (mask, y) = Run(x);
        y.Backward(retainGraph: true);
        GC.Collect();
        Assert.True(mask.IsAlive);
        y.Backward();
        GC.Collect();
        Assert.False(mask.IsAlive);
        Assert.Equal([2, 2, 2], x.Grad!.ToArray<double>());
        Assert.Contains("have been freed", Assert.Throws<AutogradException>(() => y.Backward()).Message);
    }

    [Fact]
    public void ContextsAreOfTheirOwnCallAlone()
    {
        FunctionContext? kept = null;
        var f = Function.Of(
            (context, inputs) =>
            {
                kept = context;
                Assert.Throws<AutogradException>(() => context.Saved);
                Assert.Throws<AutogradException>(() => context.HasGradient(0));
                Assert.Throws<ArgumentOutOfRangeException>(() => context.NeedsInputGrad(1));
                context.SaveForBackward(inputs[0]);
                context.State = "kept";
                Assert.True(context.NeedsInputGrad(0));
                Assert.Equal(new Shape(3), context.InputShape(0));
                return [inputs[0] * 1];
            },
            (context, gradients) =>
            {
                kept = context;
                Assert.Equal("kept", context.State);
                Assert.Contains("in Backward", Assert.Throws<AutogradException>(() => context.State = 1).Message);
                Assert.Contains("saved in Forward", Assert.Throws<AutogradException>(() => context.SaveForBackward(gradients[0])).Message);
                return [gradients[0]];
            },
            name: "Mine");
        var y = f.Apply(Vector.WithGrad()).Sum();
        Assert.Contains("Mine: SaveForBackward was used after Forward had returned", Assert.Throws<AutogradException>(() => kept!.SaveForBackward()).Message);
        y.Backward();
        Assert.Contains("Mine: Saved was used after Backward had returned", Assert.Throws<AutogradException>(() => kept!.Saved).Message);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var x = Vector.WithGrad();
        Tensor?[] answer = [];
        var f = Function.Of(static (context, inputs) => [inputs[0] * inputs[1]], (context, gradients) => answer, name: "Mine");
        var y = f.Apply(x, Vector).Sum();
        Refuses("Mine: Backward returned 0 gradients for 2 inputs", () => y.Backward(retainGraph: true));
        answer = [Vector, Vector, Vector];
        Refuses("Mine: Backward returned 3 gradients for 2 inputs", () => y.Backward(retainGraph: true));
        answer = [Tensor.Ones([5, 7]), null];
        Assert.Contains("Mine: the rule for input 0 returned a gradient of shape [5, 7]", Assert.Throws<ShapeException>(() => y.Backward(retainGraph: true)).Message);
        answer = [Vector, Tensor.Ones([5, 7])];
        y.Backward(retainGraph: true); // No one needs the second.
        Refuses("Mine: Forward returned no tensors", () => Function.Of(static (context, inputs) => [], static (context, g) => [], name: "Mine").Apply(x));
        Refuses("Mine: Forward returned null", () => Function.Of(static (context, inputs) => [null!], static (context, g) => [], name: "Mine").Apply(x));
        Refuses("Mine: Forward wrote to its input 0", () => Function.Of(
            static (context, inputs) => [inputs[0].AddInPlace(1)], static (context, g) => [g[0]], name: "Mine").Apply(x * 1));
        Refuses("Mine: Forward saved Float64 [3] and then overwrote it (AddInPlace at FunctionTests.cs:", () => Function.Of(
            static (context, inputs) =>
            {
                var z = inputs[0] * 1;
                context.SaveForBackward(z);
                return [z.AddInPlace(1)];
            },
            static (context, g) => [g[0]],
            name: "Mine").Apply(x));
        Refuses("Mine: Forward marked Float64 [3] as non-differentiable and did not return it", () => Function.Of(
            static (context, inputs) =>
            {
                context.MarkNonDifferentiable(inputs[0].Clone());
                return [inputs[0] * 1];
            },
            static (context, g) => [g[0]],
            name: "Mine").Apply(x));
        Assert.Contains("Use ApplyAll", Assert.Throws<InvalidOperationException>(() => new Polar().Apply(x, x)).Message);
        Assert.Throws<ArgumentNullException>(() => new MyRelu().Apply((Tensor)null!));
    }

    [Fact]
    public void WhatIsOverwrittenAfterwardsIsNamedBySavedTensor()
    {
        var a = Tensor.Of(2.0);
        var y = new ScaledPower(2).Apply(a, Vector.WithGrad()).Sum();
        a.AddInPlace(1);
        Refuses("ScaledPower: its saved tensor 0, Float64 [], was saved for the backward pass and has since been overwritten", () => y.Backward());
    }

    [Fact]
    public void AnExceptionInBackwardLeavesGradientsAndGraphUsable()
    {
        bool broken = true;
        var f = Function.Of(static (a, b) => a * b, (a, b, y, g) => broken ? throw new InvalidOperationException("broken") : (g * b, g * a));
        Tensor x = Vector.WithGrad(), z = Vector.WithGrad();
        var loss = (f.Apply(x, z) + x).Sum();
        Assert.Throws<InvalidOperationException>(() => loss.Backward(retainGraph: true));
        Assert.Null(x.Grad);
        Assert.True(Autodiff.IsRecording);
        broken = false;
        loss.Backward();
        Assert.Equal([1.5, -0.25, 3.0], x.Grad!.ToArray<double>());
    }

    private sealed class Once : Function
    {
        protected override bool OnceDifferentiable => true;

        protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0] * inputs[0]];
        }

        protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients)
        {
            Assert.False(Autodiff.IsRecording);
            return [Tensor.Of<double>([.. context.Saved[0].ToArray<double>().Zip(gradients[0].ToArray<double>(), static (x, g) => 2 * x * g)])];
        }
    }

    [Fact]
    public void OnceDifferentiableMeansOnce()
    {
        GradCheck.Check(x => new Once().Apply(x), Vector);
        var x = Vector.WithGrad();
        var gradient = Autodiff.Grad(new Once().Apply(x).Sum(), x, createGraph: true);
        Assert.Equal([1, -2.5, 4], gradient.ToArray<double>());
        Refuses("Once: this function is once-differentiable", () => gradient.Sum().Backward(retainGraph: true));
        Refuses("Once: this function is once-differentiable", () => Autodiff.Hvp(static x => new Once().Apply(x).Sum(), Vector, Vector));
        Refuses("Once: forward mode is derived from Backward", () => Autodiff.Jvp(static x => new Once().Apply(x), Vector, Vector));
        // By the gradient of the result, too.
        var u = Tensor.Ones([3], DType.Float64).WithGrad();
        var product = Autodiff.Grad([new Once().Apply(x)], [x], [u], createGraph: true)[0];
        Refuses("Once: this function is once-differentiable", () => Autodiff.Grad([product.Sum()], [u]));
        Assert.Null(x.Grad);
    }

    [Fact]
    public void ASecondDerivativeThroughAnIntermediateValueIsRefusedAndNotSilentlyWrong()
    {
        Function Cube(bool constant) => Function.Of(
            (context, inputs) =>
            {
                var square = inputs[0] * inputs[0];
                if (constant)
                    context.SaveConstant(square);
                else
                    context.SaveForBackward(square);
                return [square * inputs[0]];
            },
            static (context, g) => [g[0] * 3 * context.Saved[0]],
            name: "Cube");
        var x = Vector;
        GradCheck.Check(x => Cube(false).Apply(x), x, new() { ForwardMode = true });
        Refuses("Cube: Forward saved a Float64 [3] tensor that is neither an input nor a result", () => Autodiff.Hessian(x => Cube(false).Apply(x).Sum(), x));
        var gradient = Autodiff.Grad(x => Cube(false).Apply(x).Sum(), x.WithGrad(), createGraph: true);
        Refuses("SaveConstant", () => gradient.Sum().Backward());
        // Forward over reverse and reverse over forward, likewise.
        Refuses("SaveConstant", () => Autodiff.Grad(x => Autodiff.Jvp(x => Cube(false).Apply(x), x, Vector).Product.Sum(), Vector));
        Assert.Equal(0, Autodiff.Hessian(x => Cube(true).Apply(x).Sum(), Vector).Sum().Item()); // Whoever says so is believed.
    }

    [Fact]
    public async Task TwoThreadsGoBackThroughTheSameGraph()
    {
        Tensor x = Tensor.Of([0.5, -1.25, 2.0]).WithGrad(), y = Tensor.Of([1.5, 0.75, -0.5]).WithGrad();
        var outputs = new Polar().ApplyAll(x, y);
        var loss = (outputs[0] * outputs[1]).Sum();
        double[] expected = Autodiff.Grad(loss, x, retainGraph: true).ToArray<double>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
                Assert.Equal(expected, Autodiff.Grad(loss, x, retainGraph: true).ToArray<double>());
        })));
    }

    private static void Refuses(string message, Action action) => Assert.Contains(message, Assert.ThrowsAny<AutogradException>(action).Message);
}
