namespace AutoGrad.Tests;

/// <summary>A file in tests/Golden and how each of its operations is called here: values, first and second derivatives are compared.</summary>
/// <param name="file">The file's name.</param>
/// <param name="operations">The call of each operation in the file.</param>
/// <param name="tolerance">How far elements may be off, relative to the greater of 1 and the element expected.</param>
/// <param name="elsewhere">Operations in the file that other tests read.</param>
public sealed class GoldenTable(
    string file, Dictionary<string, Func<GoldenCase, Tensor[], Tensor>> operations, double tolerance = 1e-10, params string[] elsewhere)
{
    public IReadOnlyList<GoldenCase> Cases { get; } = GoldenCase.Load(file);

    public TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (int i = 0; i < Cases.Count; i++)
                if (!elsewhere.Contains(Cases[i].Op))
                    rows.Add(i, Shortened(Cases[i]));
            return rows;
        }
    }

    /// <summary>Fails where the file has operations that are not called, or calls are listed that the file has no case for.</summary>
    public void EveryCaseIsRead() => Assert.Equal(
        Cases.Select(static c => c.Op).Distinct().Order(StringComparer.Ordinal), operations.Keys.Concat(elsewhere).Order(StringComparer.Ordinal));

    /// <summary>Compares one case, with its inputs as they are and with inputs that have gaps in memory and their axes in another order.</summary>
    public void Check(int row, string name)
    {
        var c = Cases[row];
        Assert.Equal(name, Shortened(c));
        Check(c, static x => x);
        Check(c, Strided);
    }

    private void Check(GoldenCase c, Func<Tensor, Tensor> arranged)
    {
        var inputs = Array.ConvertAll(c.Inputs, x => c.Gradients is not null && x.DType == DType.Float64 ? arranged(x).WithGrad() : arranged(x));
        var y = operations[c.Op](c, inputs);
        Assert.Equal(c.Output.DType, y.DType);
        Near.Assert(c.Output, y, tolerance);
        if (c.Gradients is null)
            return;
        Tensor[] leaves = [.. inputs.Where(static x => x.RequiresGrad)];
        var gradients = Autodiff.Grad([y], leaves, [GoldenCase.WeightsOf(y)], createGraph: c.Second is not null, allowUnused: true);
        for (int i = 0; i < leaves.Length; i++)
            Near.Assert(c.Gradients[i], gradients[i] ?? Tensor.ZerosLike(leaves[i]), tolerance);
        if (c.Second is null)
            return;
        var total = gradients.OfType<Tensor>().Aggregate(Tensor.Of(0.0), static (sum, g) => sum + (GoldenCase.WeightsOf(g) * g).Sum());
        var second = total.RequiresGrad ? Autodiff.Grad([total], leaves, allowUnused: true) : new Tensor?[leaves.Length];
        for (int i = 0; i < leaves.Length; i++)
            Near.Assert(c.Second[i] ?? Tensor.ZerosLike(leaves[i]), second[i] ?? Tensor.ZerosLike(leaves[i]), tolerance);
    }

    private static string Shortened(GoldenCase c) => c.ToString() is { Length: > 160 } text ? text[..160] : c.ToString();

    private static Tensor Strided(Tensor x)
    {
        if (x.Rank == 0)
            return x;
        int[] reversed = [.. Enumerable.Range(0, x.Rank).Reverse()];
        var wide = Tensor.Stack([x, x], axis: 0).Permute([.. Enumerable.Range(1, x.Rank).Reverse(), 0]).Clone();
        return wide.Select(-1, 1).Permute(reversed);
    }
}
