namespace AutoGrad.Tests;

/// <summary>What sorting and indexing promise beyond PyTorch's numbers: order, ties, duplicates, writes in place, and errors that help.</summary>
public class IndexingTests
{
    private static Tensor X => Tensor.Of([[1.0, 2, 3], [4, 5, 6]]);

    public static TheoryData<int, DType, bool> Lengths
    {
        get
        {
            var rows = new TheoryData<int, DType, bool>();
            foreach (int size in new[] { 1, 2, 127, 128, 1000, 20_000 })
                foreach (var dtype in Enum.GetValues<DType>())
                    foreach (bool descending in new[] { false, true })
                        rows.Add(size, dtype, descending);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SortingIsStableForEveryLengthAndDType(int size, DType dtype, bool descending)
    {
        var draws = Generator.Seeded(size);
        var x = (Tensor.Randn([3, size], draws, DType.Float64) * 20).To(DType.Int64).Clamp(dtype < DType.Int32 ? 0 : -50, 50).To(dtype);
        if (dtype.IsFloatingPoint)
            x = x * 0.37 + Tensor.Where(x.EqualTo(3), double.NaN, Tensor.Where(x.EqualTo(5), double.PositiveInfinity, 0.0)).To(dtype);
        double[] values = x.To(DType.Float64).ToArray<double>();
        var sorted = x.Sort(1, descending);
        Assert.Equal(x.Flatten().To(DType.Float64).ToArray<double>().Length, sorted.Values.ElementCount);
        for (int row = 0; row < 3; row++)
        {
            int from = row * size;
            var order = Enumerable.Range(0, size).Select(i => (long)i);
            var expected = descending
                ? order.OrderByDescending(i => values[from + i], NaNLast).ToArray()
                : order.OrderBy(i => values[from + i], NaNLast).ToArray();
            Assert.Equal(expected, sorted.Indices[row].ToArray<long>());
            Assert.Equal(expected.Select(i => values[from + i]), sorted.Values[row].To(DType.Float64).ToArray<double>());
            foreach (int k in new[] { 1, size / 10, size })
                Assert.Equal(expected.Take(k), x.TopK(k, 1, descending).Indices[row].ToArray<long>());
        }
        Assert.Equal(sorted.Indices.ToArray<long>(), x.T.ArgSort(0, descending).T.ToArray<long>());
    }

    private static Comparer<double> NaNLast { get; } = Comparer<double>.Create(static (a, b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a == b ? 0 : a < b ? -1 : 1);

    [Fact]
    public void ZerosAreEqualWhateverTheirSign()
    {
        var x = Tensor.Of([0.0, -0.0, 0.0, -0.0]);
        Assert.Equal([0, 1, 2, 3], x.ArgSort().ToArray<long>());
        Assert.Equal([0, 1, 2, 3], x.To(DType.Float32).ArgSort(descending: true).ToArray<long>());
        Assert.Equal(1, x.Unique().Values.ElementCount);
    }

    [Fact]
    public void EachNaNIsUniqueAndStandsAtTheEnd()
    {
        var (values, inverse, counts) = Tensor.Of([double.NaN, 1, double.NaN, 1]).Unique();
        Assert.Equal([1, double.NaN, double.NaN], values.ToArray<double>());
        Assert.Equal([1, 0, 2, 0], inverse.ToArray<long>());
        Assert.Equal([2, 1, 1], counts.ToArray<long>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public void UniqueGoesBackAndForth(int? axis)
    {
        var x = Tensor.RandInt(0, 2, [5, 3], Generator.Seeded(3)).To(DType.Float64);
        foreach (var (values, inverse, counts) in new[] { x.Unique(axis), x.UniqueConsecutive(axis) })
        {
            Assert.Equal(x.ToArray<double>(), (axis is { } along ? values.IndexSelect(along, inverse) : values[inverse]).ToArray<double>());
            Assert.Equal(axis is { } a ? x.Shape[a] : 15, counts.Sum().Item<long>());
        }
        Assert.Equal(0, Tensor.Zeros([0, 3]).Unique(0).Values.ElementCount);
    }

    [Fact]
    public void TheLastOfSeveralWinsAndAloneHasTheGradient()
    {
        var index = Tensor.Of([1, 0, 1]);
        var writes = new Func<Tensor, Tensor, Tensor>[]
        {
            (x, s) => x.Scatter(0, index, s),
            (x, s) => x.Put(index, s),
            (x, s) => x.IndexCopy(0, index, s),
            (x, s) => x.IndexPut([index], s),
            (x, s) =>
            {
                var y = x.Clone();
                y[index] = s;
                return y;
            },
        };
        foreach (var write in writes)
        {
            Tensor x = Tensor.Zeros([3], DType.Float64).WithGrad(), source = Tensor.Of([1.0, 2, 3]).WithGrad();
            var y = write(x, source);
            Assert.Equal([2.0, 3, 0], y.ToArray<double>());
            var gradients = Autodiff.Grad([y.Sum()], [x, source]);
            Assert.Equal([0.0, 0, 1], gradients[0].ToArray<double>());
            Assert.Equal([0.0, 1, 1], gradients[1].ToArray<double>());
        }
    }

    [Fact]
    public void MasksAndTensorsInAnIndexReadAndWrite()
    {
        var x = X;
        Assert.Equal([4.0, 5, 6], x[x > 3].ToArray<double>());
        Assert.Equal([4.0, 5, 6], x[x.Select(1, -1) > 3].ToArray<double>());
        Assert.Equal([2.0, 6], x[Tensor.Of([0, 1]), Tensor.Of([1, -1])].ToArray<double>());
        Assert.Equal([3.0, 1, 6, 4], x[.., Tensor.Of([2, 0])].ToArray<double>());
        Assert.Equal([6.0], x[-1, Tensor.Of([-1])].ToArray<double>());
        x[x > 4] = 0;
        x[.., Tensor.Of([0, -1])] = Tensor.Of([7.0, 8]);
        Assert.Equal([7.0, 2, 8, 7, 0, 8], x.ToArray<double>());
        x[x.EqualTo(7)] = Tensor.Of([-1.0, -2]);
        Assert.Equal([-1.0, 2, 8, -2, 0, 8], x.ToArray<double>());
        x[x > 100] = 5;
        Assert.Equal([-1.0, 2, 8, -2, 0, 8], x.ToArray<double>());
    }

    public static TheoryData<string, Action<Tensor, Tensor>, Func<Tensor, Tensor, Tensor>> Writes => new()
    {
        { "MaskedFillInPlace", (x, s) => x.MaskedFillInPlace(x > 2, s[0, 0]), (x, s) => x.MaskedFill(x > 2, s[0, 0]) },
        { "MaskedScatterInPlace", (x, s) => x.MaskedScatterInPlace(x > 2, s), (x, s) => x.MaskedScatter(x > 2, s) },
        { "ScatterInPlace", (x, s) => x.ScatterInPlace(1, At, s), (x, s) => x.Scatter(1, At, s) },
        { "ScatterAddInPlace", (x, s) => x.ScatterAddInPlace(1, At, s), (x, s) => x.ScatterAdd(1, At, s) },
        { "ScatterReduceInPlace", (x, s) => x.ScatterReduceInPlace(1, At, s, ScatterReduction.Prod), (x, s) => x.ScatterReduce(1, At, s, ScatterReduction.Prod) },
        { "ScatterReduceInPlace", (x, s) => x.ScatterReduceInPlace(1, At, s, ScatterReduction.AMax), (x, s) => x.ScatterReduce(1, At, s, ScatterReduction.AMax) },
        { "IndexAddInPlace", (x, s) => x.IndexAddInPlace(0, Rows, s, 0.5), (x, s) => x.IndexAdd(0, Rows, s, 0.5) },
        { "IndexCopyInPlace", (x, s) => x.IndexCopyInPlace(0, Rows, s), (x, s) => x.IndexCopy(0, Rows, s) },
        { "IndexFillInPlace", (x, s) => x.IndexFillInPlace(1, Rows, s[1, 1]), (x, s) => x.IndexFill(1, Rows, s[1, 1]) },
        { "IndexPutInPlace", (x, s) => x.IndexPutInPlace([Rows], s, accumulate: true), (x, s) => x.IndexPut([Rows], s, accumulate: true) },
        { "PutInPlace", (x, s) => x.PutInPlace(At, s), (x, s) => x.Put(At, s) },
    };

    private static Tensor At => Tensor.Of([[0, 2, 0], [1, 1, -1]]);

    private static Tensor Rows => Tensor.Of([1, 0]);

    [Theory]
    [MemberData(nameof(Writes))]
    public void WritingInPlaceGivesWhatTheFunctionDoes(string name, Action<Tensor, Tensor> write, Func<Tensor, Tensor, Tensor> function)
    {
        Tensor start = X.WithGrad(), source = (X * 3 - 7).WithGrad();
        Func<Tensor, Tensor, Tensor> written = (x, s) =>
        {
            var y = x * 1;
            write(y, s);
            return y;
        };
        Assert.Equal(function(start, source).ToArray<double>(), written(start, source).ToArray<double>());
        var expected = Autodiff.Grad([function(start, source).Square().Sum()], [start, source], createGraph: true);
        var actual = Autodiff.Grad([written(start, source).Square().Sum()], [start, source], createGraph: true);
        for (int i = 0; i < 2; i++)
            Assert.Equal(expected[i].ToArray<double>(), actual[i].ToArray<double>());
        using (Autodiff.NoGrad())
        {
            var plain = X;
            write(plain, source);
            Assert.Equal(function(X, source).ToArray<double>(), plain.ToArray<double>());
        }
        Assert.StartsWith($"{name}: this [2, 3] tensor is a leaf", Assert.Throws<AutogradException>(() => write(start, source)).Message);
    }

    public static TheoryData<string, Type, Func<object>> Errors
    {
        get
        {
            var x = X;
            var mask = Tensor.Of([true, false]);
            var few = Tensor.Of([1.0]);
            var counts = Tensor.Of([1, 2, 3]);
            return new()
            {
                { "Take: index 6 at [1] lies outside axis 0 of shape [6], whose size is 6; use -6 to 5.", typeof(IndexException), () => x.Take(Tensor.Of([0, 6])) },
                { "Put: index -7 at [0] lies outside", typeof(IndexException), () => x.Put(Tensor.Of([-7]), 1) },
                { "Put: the source is [3] and the index [2];", typeof(ShapeException), () => x.Put(Tensor.Of([0, 1]), Tensor.Ones([3])) },
                { "IndexCopy: index 2 at [1] lies outside axis 0 of shape [2, 3], whose size is 2; use -2 to 1.", typeof(IndexException), () => x.IndexCopy(0, Tensor.Of([0, 2]), x) },
                { "IndexCopy: the source is [1, 3, 2] and 1 slices along axis 0 of the [2, 3] tensor are [1, 3];", typeof(ShapeException), () => x.IndexCopy(0, Tensor.Of([0]), Tensor.Ones([1, 3, 2])) },
                { "IndexFill: the value is [2] and must be a single one", typeof(ShapeException), () => x.IndexFill(0, Tensor.Of([0]), Tensor.Ones([2])) },
                { "IndexFill: the index has shape [2, 3]; it must be a vector", typeof(ShapeException), () => x.IndexFill(0, x.To(DType.Int64), 0) },
                { "IndexAdd: index 5 at position 0 lies outside axis 1 of shape [2, 3]", typeof(IndexException), () => x.IndexAdd(1, Tensor.Of([5]), 1) },
                { "IndexAdd: alpha is 0.5 and the source holds whole numbers", typeof(DTypeException), () => counts.IndexAdd(0, Tensor.Of([0]), counts[..1], 0.5) },
                { "IndexPut: the values are [4] and what the indices name is [1, 3]", typeof(ShapeException), () => x.IndexPut([Tensor.Of([0])], Tensor.Ones([4])) },
                { "Index: position 3 at [0] lies outside axis 1 of shape [2, 3], whose size is 3.", typeof(IndexException), () => x.IndexPut([Tensor.Of([0]), Tensor.Of([3])], 0) },
                { "IndexPut: the mask is [2] and what it masks [3]", typeof(ShapeException), () => counts.IndexPut([mask], 0) },
                { "IndexPut: 3 indices were given for shape [2, 3]", typeof(ShapeException), () => x.IndexPut([Rows, Rows, Rows], 0) },
                { "MaskedSelect: x is [2, 3] and mask is [2];", typeof(ShapeException), () => x.MaskedSelect(mask) },
                { "MaskedSelect: counts is Int32 and must be Bool.", typeof(DTypeException), () => x.MaskedSelect(counts) },
                { "MaskedScatter: x > 0 is true 6 times and few has 1 elements;", typeof(ShapeException), () => x.MaskedScatter(x > 0, few) },
                { "MaskedFillInPlace: the result is Float32 and would be written to a [3] tensor of Int32", typeof(DTypeException), () => counts.MaskedFillInPlace(counts > 1, 0.5) },
                { "ScatterReduce: index 3 at [0, 0] lies outside axis 1", typeof(IndexException), () => x.ScatterReduce(1, Tensor.Of([[3]]), Tensor.Ones([1, 1]), ScatterReduction.AMax) },
                { "ScatterReduce: the source is [1] and the index [1, 1];", typeof(ShapeException), () => x.ScatterReduce(1, Tensor.Of([[0]]), few, ScatterReduction.Sum) },
                { "SelectScatter: the source is [2, 3] and a slice of axis 1 of the [2, 3] tensor is [2];", typeof(ShapeException), () => x.SelectScatter(x, 1, 0) },
                { "DiagonalScatter: the source is [3] and the diagonal of the [2, 3] tensor is [2];", typeof(ShapeException), () => x.DiagonalScatter(counts) },
                { "TopK: 4 elements were asked for of axis 1 of shape [2, 3], whose size is 3.", typeof(IndexException), () => x.TopK(4) },
                { "KthValue: k is 0; it counts from 1", typeof(IndexException), () => x.KthValue(0) },
                { "KthValue: element 4 was asked for of axis 1", typeof(IndexException), () => x.KthValue(4) },
                { "Sort: axis 2 is out of range for shape [2, 3]; use -2 to 1.", typeof(ShapeException), () => x.Sort(2) },
                { "SearchSorted: x is [2, 3] and few is [1];", typeof(ShapeException), () => x.SearchSorted(few) },
                { "Bucketize: x is [2, 3] and must be a vector.", typeof(ShapeException), () => few.Bucketize(x) },
                { "TakeAlongAxis: the index is [2] and the tensor [2, 3];", typeof(ShapeException), () => x.TakeAlongAxis(Rows, 1) },
                { "Select: index -3 lies outside axis 0 of shape [2, 3], whose size is 2.", typeof(IndexException), () => x.Select(0, -3) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ErrorsNameTheIndexItsPlaceAndTheRange(string message, Type type, Func<object> act)
    {
        var error = Assert.Throws(type, act);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManySamplesAreSortedAndWrittenAsEachAlone()
    {
        var x = Tensor.Randn([4, 5], Generator.Seeded(2), DType.Float64);
        var index = Tensor.Of([3, 0, 3]);
        var functions = new Func<Tensor, Tensor>[]
        {
            static x => x.Sort(descending: true).Values,
            static x => x.TopK(2).Values,
            static x => x.KthValue(2).Values,
            x => x.IndexAdd(0, index, x[..3]),
            x => x.IndexCopy(0, index, x[..3]),
            x => x.Put(index, x[..3]),
            x => x.ScatterReduce(0, index, x[1..4], ScatterReduction.AMin),
            x => x.ScatterReduce(0, index, x[1..4], ScatterReduction.Prod, includeSelf: false),
            x => x.SelectScatter(2 * x[1], 0, -1),
            static x => x.Sort().Values.SearchSorted(Tensor.Of([[0.0, 1], [-1, 0.5]])).To(DType.Float64),
            static x => x.Sort().Values.SearchSorted(x).To(DType.Float64),
            static x => x.IsIn(Tensor.Of([0.5])).To(DType.Float64) + Tensor.Of([-1.0, 0, 1]).SearchSorted(x),
        };
        foreach (var function in functions)
            Assert.Equal(
                Tensor.Stack([.. Enumerable.Range(0, 4).Select(i => function(x[i]))]).ToArray<double>(), Autodiff.VMap(function)(x).ToArray<double>());
    }

    [Fact]
    public void WholeNumbersReduceToTheirOwnDType()
    {
        var x = Tensor.Of([-7, 3]);
        var y = x.ScatterReduce(0, Tensor.Of([0, 0]), Tensor.Of([2, 3]), ScatterReduction.Mean);
        Assert.Equal([-1L, 3], y.To(DType.Int64).ToArray<long>());
        Assert.Equal(x.DType, y.DType);
        Assert.Equal([-42L, 3], x.ScatterReduce(0, Tensor.Of([0, 0]), Tensor.Of([2, 3]), ScatterReduction.Prod).To(DType.Int64).ToArray<long>());
    }
}
