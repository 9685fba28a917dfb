namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> ReductionsRows => new()
    {
        [typeof(Sum)] = d => d.AnyShape() is var x ? new(new Sum(d.Axes(x), d.Flag()), x) : null!,
        [typeof(Cumsum)] = d => d.AnyShape(1) is var x ? new(new Cumsum(d.Choose(x.Rank), d.Flag()), x) : null!,
        [typeof(LogSumExp)] = d => d.NonEmptyShape() is var x ? new(new LogSumExp(d.Axes(x), d.Flag()), x) : null!,
        [typeof(Max)] = d => d.NonEmptyShape() is var x ? new(new Max(d.Axes(x), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(Min)] = d => d.NonEmptyShape() is var x ? new(new Min(d.Axes(x), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(ArgMax)] = d => d.NonEmptyShape(1) is var x ? new(new ArgMax(d.Choose(x.Rank), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(ArgMin)] = d => d.NonEmptyShape(1) is var x ? new(new ArgMin(d.Choose(x.Rank), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(EuclideanNorm)] = d => d.NonEmptyShape() is var x ? new(new EuclideanNorm(d.Axes(x), d.Flag()), x) : null!,
        [typeof(Median)] = d => d.NonEmptyShape() is var x ? new(new Median(d.Axes(x), d.Flag(), d.Flag()), x) { AllowsTies = false } : null!,
        [typeof(RunningWinners)] = d => d.AnyShape(1) is var x
            ? new(new RunningWinners(d.Choose(x.Rank), d.Flag()), x) { AllowsTies = false }
            : null!,
        [typeof(BinNumbers)] = d => new(new BinNumbers(), d.AnyShape(), Tensor.Of([-1.5, -0.25, 0.25, 1.75])),
        [typeof(WinnerShares)] = d => new(new WinnerShares(0), Tensor.Of([[1.0, 4.0], [3.0, 4.0], [3.0, 2.0]]), Tensor.Of([[3.0, 4.0]])),
    };
}
