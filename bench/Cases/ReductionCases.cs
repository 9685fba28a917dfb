using AutoGrad.Nn;

namespace AutoGrad.Bench.Cases;

/// <summary>Sums, means and variances over rows and columns; softmax and cross-entropy with their derivatives.</summary>
internal static class ReductionCases
{
    private const int Rows = 4096, Columns = 1024;

    public static IEnumerable<(string, Func<Action>)> All =>
    [
        .. Over("sum", static (x, axis) => x.Sum(axis)),
        .. Over("mean", static (x, axis) => x.Mean(axis)),
        .. Over("var", static (x, axis) => x.Var(axis)),
        ("softmax-256x10", () => Softmax(256, 10)),
        ("softmax-1024x1000", () => Softmax(1024, 1000)),
        ("cross-entropy-256x10", () => CrossEntropy(256, 10)),
        ("cross-entropy-1024x1000", () => CrossEntropy(1024, 1000)),
    ];

    private static IEnumerable<(string, Func<Action>)> Over(string name, Func<Tensor, int, Tensor> reduce) =>
        new[] { 0, 1 }.Select<int, (string, Func<Action>)>(axis => ($"{name}-axis{axis}", () =>
        {
            var x = Work.Random(Rows, Columns);
            return Work.Forward(() => reduce(x, axis));
        }));

    private static Action Softmax(int rows, int classes)
    {
        Tensor x = Work.Random(rows, classes).WithGrad(), seed = Work.Random(rows, classes);
        return Work.ForwardAndBackward(() => x.Softmax(1), seed, x);
    }

    private static Action CrossEntropy(int rows, int classes)
    {
        Tensor x = Work.Random(rows, classes).WithGrad(), labels = Tensor.RandInt(0, classes, [rows], Generator.Seeded(2));
        return Work.ForwardAndBackward(() => Loss.CrossEntropy(x, labels), null, x);
    }
}
