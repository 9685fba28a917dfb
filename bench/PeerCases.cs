using AutoGrad.Bench.Cases;

namespace AutoGrad.Bench;

/// <summary>
/// The cases of the peer comparison, by name: the same work as the cases of the same name in bench/peers/torch_bench.py. Each makes its data and
/// returns what is timed.
/// </summary>
internal static class PeerCases
{
    /// <summary>The cases whose work runs until its results are in memory, however they are computed.</summary>
    public static IEnumerable<(string Name, Func<Action> Make)> All =>
        [
            .. ProductCases.All, .. ElementwiseCases.All, .. ReductionCases.All, .. NormalizationCases.All, .. ConvolutionCases.All,
            .. TapeCases.All, .. StepCases.All,
        ];
}
