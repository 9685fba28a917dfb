namespace AutoGrad.Tests;

/// <summary>Indexing against NumPy's meaning, on tensors whose values are their places.</summary>
public class TensorIndexTests
{
    private static readonly Tensor x = Tensor.Arange(24).Reshape(2, 3, 4);

    public static TheoryData<string, Tensor, int[], long[]> Reads => new()
    {
        { "x[1]", x[1], [3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23] },
        { "x[-1, 0]", x[-1, 0], [4], [12, 13, 14, 15] },
        { "x[^1, ^1, ^1]", x[^1, ^1, ^1], [], [23] },
        { "x[:, 1:, 0]", x[.., 1.., 0], [2, 2], [4, 8, 16, 20] },
        { "x[0, :, 1:-1]", x[0, .., 1..^1], [3, 2], [1, 2, 5, 6, 9, 10] },
        { "x[..., 3]", x[Tensor.Ellipsis, 3], [2, 3], [3, 7, 11, 15, 19, 23] },
        { "x[0, ..., 3]", x[0, Tensor.Ellipsis, 3], [3], [3, 7, 11] },
        { "x[:, None, 0, 0]", x[.., Tensor.NewAxis, 0, 0], [2, 1], [0, 12] },
        { "x[0, 1:1]", x[0, 1..1], [0, 4], [] },
        { "x[:, [2, 0]]", x[.., Tensor.Of([2L, 0L]), 0], [2, 2], [8, 0, 20, 12] },
        { "x[[1, 0], [2, -1]]", x[Tensor.Of([1, 0]), Tensor.Of([2, -1])], [2, 4], [20, 21, 22, 23, 8, 9, 10, 11] },
        { "x[[[1], [0]], [0, 2]]", x[Tensor.Of([[1], [0]]), Tensor.Of([0, 2])][.., .., 0], [2, 2], [12, 20, 0, 8] },
        { "x[[1, 0], :, [0, 3]]", x[Tensor.Of([1, 0]), .., Tensor.Of([0, 3])], [2, 3], [12, 16, 20, 3, 7, 11] },
        { "x[0][x[0] % 5 == 0]", x[0][Tensor.Of([[true, false, false, false], [false, true, false, false], [false, false, true, false]])], [3], [0, 5, 10] },
        { "x[:, [True, False, True]]", x[.., Tensor.Of([true, false, true]), 1], [2, 2], [1, 9, 13, 21] },
        { "x.T[3]", x.T[0, 3], [3], [3, 7, 11] },
        { "x[0].T[1:3, ::2]", x[0].T[1..3].Slice(1, .., 2), [2, 2], [1, 9, 2, 10] },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public void Reads_follow_NumPy(string expression, Tensor actual, int[] shape, long[] values)
    {
        Assert.Equal((Shape)shape, actual.Shape);
        Assert.True(values.SequenceEqual(actual.ToArray<long>()), $"{expression} gave {actual}");
    }

    [Fact]
    public void Writes_reach_the_memory()
    {
        var y = Tensor.Zeros([3, 4]);
        y[0] = 1;
        y[1.., ..2] = Tensor.Of([5f, 6f]);
        y.T[3] = Tensor.Of([7f, 8f, 9f]);
        Assert.Equal([1, 1, 1, 7, 5, 6, 0, 8, 5, 6, 0, 9], y.ToArray<float>());
        y[Tensor.Of([0, 2]), Tensor.Of([0, 2])] = Tensor.Of([-1.0, -2.0]);
        y[y.To(DType.Bool)[..1].Expand([3, 4])] = Tensor.Of(0L);
        Assert.Equal(Enumerable.Repeat(0f, 12), y.ToArray<float>());
        y[Tensor.Of([[true, false, false, true], [false, false, false, false], [false, true, false, false]])] = Tensor.Of([1f, 2f, 3f]);
        Assert.Equal([1, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0], y.ToArray<float>());
    }

    [Fact]
    public void Overlapping_writes_read_the_old_values()
    {
        var y = Tensor.Arange(5);
        y[1..] = y[..^1];
        Assert.Equal([0, 0, 1, 2, 3], y.ToArray<long>());
    }

    [Fact]
    public void Views_share_and_picks_copy()
    {
        var y = Tensor.Arange(6).Reshape(2, 3);
        Assert.True(y[0, 1..].SharesMemoryWith(y));
        Assert.True(y.T.SharesMemoryWith(y));
        Assert.True(y.T.Reshape(3, 2, 1).SharesMemoryWith(y));
        Assert.False(y.T.Reshape(6).SharesMemoryWith(y));
        Assert.Equal([0, 3, 1, 4, 2, 5], y.T.Reshape(6).ToArray<long>());
        Assert.False(y[Tensor.Of([0])].SharesMemoryWith(y));
    }

    [Fact]
    public void Gradients_flow_through_reads()
    {
        var y = Tensor.Arange(0.0, 6.0, dtype: DType.Float64).Reshape(2, 3).Detach().WithGrad();
        var picked = y[Tensor.Of([0, 1, 1]), Tensor.Of([2, 0, 0])];
        picked.Backward(Tensor.Of([1.0, 10.0, 100.0]));
        Assert.Equal([0, 0, 1, 110, 0, 0], y.Grad!.ToArray<double>());
    }

    public static TheoryData<string, Func<object>> Errors => new()
    {
        { "Select: index 3 lies outside axis 1 of shape [2, 3, 4], whose size is 3.", () => x[.., 3] },
        { "Slice: the range 1..9 does not lie within axis 0 of shape [2, 3, 4].", () => x[1..9] },
        { "Index: 4 entries index shape [2, 3, 4], which has 3 axes.", () => x[0, 0, 0, 0] },
        { "Index: an index can hold one Ellipsis only.", () => x[Tensor.Ellipsis, Tensor.Ellipsis] },
        { "Index: position 2 at [1] lies outside axis 0 of shape [2, 3, 4], whose size is 2.", () => x[Tensor.Of([0, 2])] },
        { "Index: the mask is [2] and what it masks [3, 4]; from axis 0 on their sizes must be equal.", () => x[0][Tensor.Of([true, false])] },
        { "Index: a Float32 tensor cannot be an index; use whole numbers for positions or Bool for a mask.", () => x[Tensor.Of([1f])] },
        { "Index: index tensors of shapes [2] and [3] do not broadcast together.", () => x[Tensor.Of([0, 1]), Tensor.Of([0, 1, 2])] },
        { "IndexSelect: index -3 at position 1 lies outside axis 0 of shape [2, 3, 4], whose size is 2.", () => x.IndexSelect(0, Tensor.Of([0, -3])) },
        { "Reshape: shape [2, 3, 4] holds 24 elements and [5, 5] 25; they must be equal.", () => x.Reshape(5, 5) },
        { "Reshape: no size for the -1 in [-1, 5] fits the 24 elements of shape [2, 3, 4].", () => x.Reshape(-1, 5) },
        { "Reshape: [-1, -1] has more than one -1; only one size can be worked out.", () => x.Reshape(-1, -1) },
        { "Cat: tensor 1 is null. (Parameter 'tensors')", () => Tensor.Cat([x, null!]) },
        { "Stack: tensor 1 is null. (Parameter 'tensors')", () => Tensor.Stack([x, null!]) },
        { "Select: index ^2147483647 lies outside axis 0 of shape [2, 3, 4], whose size is 2.", () => x[int.MinValue] },
        { "Permute: [0, 1] must list each of the 3 axes of shape [2, 3, 4] once.", () => x.Permute([0, 1]) },
        { "Permute: axes [0, 1, -2] list axis 1 of shape [2, 3, 4] twice.", () => x.Permute([0, 1, -2]) },
        { "Expand: shape [2, 3, 4] does not broadcast to [2, 2, 4]; aligned at the last axis, its sizes must be equal or 1.", () => x.Expand([2, 2, 4]) },
        { "Cat: tensor 0 is [2, 3, 4] and tensor 1 is [2, 4]; all sizes but that of axis 0 must be equal.", () => Tensor.Cat([x, x[.., 0]]) },
        { "Stack: tensor 0 is [3, 4] and tensor 1 is [3, 2]; all must have one shape. Did you mean Tensor.Cat?", () => Tensor.Stack([x[0], x[0, .., ..2]]) },
        { "Unsqueeze: axis 4 is out of range for shape [2, 3, 4]; use -4 to 3.", () => x.Unsqueeze(4) },
        { "Item: shape [3, 4] has 12 elements, not one; index it, reduce it, or take ToArray.", () => x[0].Item() },
        { "ToArray: the tensor is Int64 and was asked for Float64; convert it with .To(DType.Float64) first.", () => x.ToArray<double>() },
        { "CopyTo: 24 elements of shape [2, 3, 4] do not fit a span of 3.", () => { x.CopyTo(new long[3].AsSpan()); return x; } },
        { "Wrap: 3 values do not fill shape [2, 2], which holds 4.", () => Tensor.Wrap(new float[3], [2, 2]) },
        { "Of: row 1 has 1 values where the first has 2; all must have the same.", () => Tensor.Of([[1f, 2f], [3f]]) },
        { "Shape [2, -1] has the negative size -1; sizes are 0 or more.", () => Tensor.Zeros([2, -1]) },
        { "Shape [65536, 65536] has more elements than the 2147483647 a tensor can hold.", () => Tensor.Zeros([65536, 65536]) },
        { "Rand: Int64 cannot hold these numbers; use Float32 or Float64, or RandInt for whole numbers.", () => Tensor.Rand([2], dtype: DType.Int64) },
        { "No dtype holds Char; use float, double, long, int, byte or bool.", () => Tensor.Of(['a']) },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Errors_name_the_operation_the_shapes_and_the_way_out(string message, Func<object> act)
    {
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(act).Message);
    }

    [Fact]
    public void A_span_of_a_transposed_tensor_is_refused_with_the_way_out()
    {
        var error = Assert.Throws<ShapeException>(() => x[0].T.AsSpan<long>().Length);
        Assert.Equal(
            "AsSpan: a [4, 3] tensor with strides [1, 4] is not contiguous, so no span shows its elements in order. " +
            "Take .Contiguous() first, or AsTensorSpan, which follows the strides.", error.Message);
    }

    [Fact]
    public void In_place_arithmetic_loses_nothing_and_reads_before_it_writes()
    {
        var whole = Tensor.Ones([2], DType.Int32);
        int version = whole.Version;
        Assert.Contains("AddInPlace: the result is Float32", Assert.Throws<DTypeException>(() => whole.AddInPlace(0.5)).Message);
        Assert.Contains("AddInPlace", Assert.Throws<DTypeException>(() => whole.AddInPlace(whole, 0.5)).Message);
        Assert.Contains("MultiplyInPlace", Assert.Throws<DTypeException>(() => whole.MultiplyInPlace(Tensor.Ones([2]))).Message);
        Assert.Contains("Bool", Assert.Throws<DTypeException>(static () => Tensor.Ones([2], DType.Bool).AddInPlace(1)).Message);
        Assert.Equal(version, whole.Version);
        Assert.Equal([5, 5], whole.AddInPlace(2, 2).ToArray<int>());

        var row = Tensor.Of([1f, 2, 3, 4]);
        row[1..].AddInPlace(row[..^1], 10);
        Assert.Equal([1f, 12, 23, 34], row.ToArray<float>());
        Assert.Equal([2f, 24, 46, 68], row.AddInPlace(row).ToArray<float>());
    }

    [Fact]
    public void In_place_writes_are_refused_where_they_would_falsify_a_gradient()
    {
        var leaf = Tensor.Ones([3]).WithGrad();
        var argument = Shared<Identity>.Op.Apply(leaf * 2);
        Assert.Contains("a leaf that requires a gradient", Assert.Throws<AutogradException>(() => leaf.FillInPlace(0)).Message);
        Assert.Contains("a view of a leaf", Assert.Throws<AutogradException>(() => leaf[1..].FillInPlace(0)).Message);
        Assert.Contains("being differentiated", Assert.Throws<AutogradException>(() => argument.AddInPlace(1)).Message);
        Assert.Contains("outside the graph", Assert.Throws<AutogradException>(() => argument.Detach().CopyInPlace(argument)).Message);
        Assert.Contains("carry a gradient", Assert.Throws<AutogradException>(() => Tensor.Zeros([3], DType.Int64)[..] = argument).Message);
        Assert.Contains("expanded", Assert.Throws<ShapeException>(() => Tensor.Zeros([1]).Expand([3]).FillInPlace(1)).Message);
        Assert.Equal([1, 1, 1], leaf.ToArray<float>());
        using (Autodiff.NoGrad())
            leaf.AddInPlace(Tensor.Ones([3]), -0.5).MultiplyInPlace(4);
        Assert.Equal([2, 2, 2], leaf.ToArray<float>());
    }
}
