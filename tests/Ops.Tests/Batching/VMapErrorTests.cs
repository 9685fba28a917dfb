namespace AutoGrad.Tests;

/// <summary>What VMap refuses, and what it says.</summary>
public class VMapErrorTests
{
    private static readonly Tensor x = Tensor.Randn([4, 3], Generator.Seeded(1), DType.Float64), y = Tensor.Randn([5, 3], Generator.Seeded(2), DType.Float64);

    private static string Message<TException>(Func<object?> attempt) where TException : Exception => Assert.ThrowsAny<TException>(() => { attempt(); }).Message;

    [Fact]
    public void SizesAndAxesThatDoNotFitAreNamed()
    {
        Assert.Equal(
            "VMap: left is [4, 3] with 4 samples along axis 0 and right is [5, 3] with 5 samples along axis 0; all batches must have one size. " +
            "Give other inAxes, null for what all samples share.",
            Message<ShapeException>(static () => Autodiff.VMap((left, right) => left + right)(x, y)));
        Assert.Equal(
            "VMap: image is [4, 3] and was to be batched along axis 2; use -2 to 1, or null for what all samples share.",
            Message<ShapeException>(static () => Autodiff.VMap(image => image, 2)(x)));
        Assert.Equal(
            "VMap: rate is a scalar, which has no axis to take samples along. Give null in inAxes for what all samples share.",
            Message<ShapeException>(static () => Autodiff.VMap((z, rate) => z * rate)(x, 0.1)));
        Assert.Equal(
            "VMap: its result is [3] for one sample and the batch axis was to be 2 of all; use -2 to 1.",
            Message<ShapeException>(static () => Autodiff.VMap(z => z, outAxis: 2)(x)));
        Assert.Equal(
            "VMap: inAxes has 1 entries and the function takes 2 tensors; give one for each, null for what all samples share.",
            Message<ArgumentException>(static () => Autodiff.VMap((a, b) => a + b, inAxes: [0])));
        Assert.Equal(
            "VMap: no input is batched, so there is no axis to map over. Give an axis in inAxes for one at least.",
            Message<ArgumentException>(static () => Autodiff.VMap((a, b) => a + b, inAxes: [null, null])(x, x)));
        Assert.Equal(
            "VMap: outAxes has 1 entries and the function returned 2 tensors; give one for each.",
            Message<ArgumentException>(static () => Autodiff.VMap(z => new[] { z, z }, outAxes: [0])(x)));
        Assert.Throws<ArgumentOutOfRangeException>("chunkSize", static () => Autodiff.VMap(z => z, chunkSize: 0));
        Assert.Throws<ArgumentNullException>("f", static () => Autodiff.VMap((Func<Tensor, Tensor>)null!));
        Assert.Equal("image", Assert.Throws<ArgumentNullException>(static () => Autodiff.VMap(image => image)(null!)).ParamName);
        Assert.Contains("returned null", Message<AutogradException>(static () => Autodiff.VMap(static Tensor (_) => null!)(x)));
    }

    public static TheoryData<string, Func<Tensor, object?>> Readings => new()
    {
        { "Item", static z => z[0].Item() },
        { "Item of a type", static z => z[0].Item<float>() },
        { "if", static z => z.Sum().Item() > 0 ? z : -z },
        { "ToArray", static z => z.ToArray<double>() },
        { "AsReadOnlySpan", static z => z.AsReadOnlySpan<double>().Length },
        { "AsSpan", static z => z.AsSpan<double>().Length },
        { "AsStridedSpan", static z => z.AsStridedSpan<double>().Length },
        { "AsTensorSpan", static z => z.AsTensorSpan<double>().Rank },
        { "AsReadOnlyTensorSpan", static z => z.AsReadOnlyTensorSpan<double>().Rank },
        { "AsNumericsTensor", static z => z.AsNumericsTensor<double>() },
        { "CopyTo", static z => { z.CopyTo<double>(new double[3]); return null; } },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void ValuesCannotBeRead(string what, Func<Tensor, object?> read)
    {
        _ = what;
        string message = Message<AutogradException>(() => Autodiff.VMap(z => { read(z); return z; })(x));
        Assert.StartsWith("The values of a tensor were asked for inside VMap, where it stands for all 4 samples of the batch.", message);
        Assert.Contains("Tensor.Where(condition, a, b)", message);
        Assert.StartsWith("The values", Message<AutogradException>(() => Autodiff.VMap(z => { read((z * 2).Reshape(3)); return z; })(x)));
        Assert.StartsWith("The values", Message<AutogradException>(() => Autodiff.VMap(Autodiff.VMap(z => { read(z); return z; }))(Tensor.Stack([x, x]))));
    }

    public static TheoryData<string, Action<Tensor, Tensor>> Writings => new()
    {
        { "FillInPlace", static (z, _) => z.FillInPlace(1) },
        { "CopyInPlace", static (z, w) => z.CopyInPlace(w) },
        { "AddInPlace", static (z, w) => z.AddInPlace(w) },
        { "MultiplyInPlace", static (z, w) => z.MultiplyInPlace(w) },
        { "Index assignment", static (z, w) => z[0] = w[0] },
        { "CopyInPlace", static (z, w) => w.CopyInPlace(z) },
        { "AddInPlace", static (z, w) => w.AddInPlace(z) },
        { "MultiplyInPlace", static (z, w) => w.MultiplyInPlace(z) },
        { "Index assignment", static (z, w) => w[0] = z[0] },
    };

    [Theory]
    [MemberData(nameof(Writings))]
    public void NothingIsWrittenInPlace(string operation, Action<Tensor, Tensor> write)
    {
        var outside = Tensor.Of([1.0, 2.0, 3.0]);
        string message = Message<AutogradException>(() => Autodiff.VMap(z => { write(z, outside); return z; })(x));
        Assert.StartsWith($"{operation}: ", message);
        Assert.Contains("stands for all samples of a batch inside VMap", message);
        Assert.Equal([1, 2, 3], outside.ToArray<double>());
    }

    [Fact]
    public void WhatIsInsideStaysInside()
    {
        Tensor? escaped = null;
        Autodiff.VMap(z => escaped = z * 2)(x);
        foreach (Func<object> attempt in (Func<object>[])[() => escaped!.Sum(), () => escaped! + 1, () => escaped!.ToArray<double>(), () => Autodiff.VMap(z => z + escaped!)(x)])
            Assert.StartsWith("A tensor from inside a call of VMap was used after that call had ended.", Message<AutogradException>(attempt));
        Assert.Equal("one of 4 samples in VMap  (Float64 [3])", escaped!.ToString());
        Assert.True(escaped.IsBatched);
        Assert.False(x.IsBatched);
    }

    [Fact]
    public void ALeafOutsideTakesNoGradientOfABatch()
    {
        var w = Tensor.Of([1.0, 2.0, 3.0]).WithGrad();
        string message = Message<AutogradException>(() => Autodiff.VMap(z => { (z * w).Sum().Backward(); return z; })(x));
        Assert.Contains("Take gradients with Autodiff.Grad inside VMap and return them.", message);
        Assert.Null(w.Grad);
        // A leaf inside does.
        OverBatch.AssertEqual(2 * x, Autodiff.VMap(z => { var leaf = z.Detach().WithGrad(); leaf.Square().Sum().Backward(); return leaf.Grad!; })(x), "leaf");
    }

    [Fact]
    public void WritingToTheBatchBehindTheFunctionIsNoticed()
    {
        var mine = x.Clone();
        string message = Message<AutogradException>(() => Autodiff.VMap(z =>
        {
            mine.FillInPlace(0);
            return z * 2;
        })(mine));
        Assert.Contains("has been overwritten by FillInPlace", message);
    }

    [Fact]
    public void AMaskThatDiffersPicksNothing() =>
        Assert.Contains("Use Tensor.Where(mask, x, 0)", Message<AutogradException>(static () => Autodiff.VMap(z => z[z > 0])(x)));

    [Fact]
    public void ShapesInErrorsAreThoseOfASample()
    {
        Assert.Equal(
            "Add: a is [3] and b is [4]; aligned at the last axis, sizes must be equal or 1. Reshape or slice one of them.",
            Message<ShapeException>(static () => Autodiff.VMap(z => z + Tensor.Ones([4], DType.Float64))(x)));
        Assert.StartsWith("Sum: axis 1 is out of range for shape [3]", Message<ShapeException>(static () => Autodiff.VMap(z => z.Sum(1))(x)));
        Assert.EndsWith(
            "This was inside VMap, where axis 0 of such a shape is the batch of 4.",
            Message<IndexException>(static () => Autodiff.VMap(z => z.IndexSelect(0, Tensor.Of([7L])))(x)));
    }

    [Fact]
    public void AfterAnErrorEverythingIsAsBefore()
    {
        Assert.Throws<InvalidOperationException>(() => Autodiff.VMap(static Tensor (_) => throw new InvalidOperationException())(x));
        Assert.True(Autodiff.IsRecording);
        Assert.Equal(x.Sum().Item(), Autodiff.VMap(static z => z.Sum())(x).Sum().Item(), 1e-12);
    }
}
