namespace AutoGrad.Nn;

/// <summary>Batch normalisation of x [N, C, D, H, W]. See <see cref="BatchNorm"/>.</summary>
/// <param name="features">C, the number of channels.</param>
/// <param name="epsilon">What keeps the divisor from zero.</param>
/// <param name="momentum">The weight of the new batch in the running statistics; null for the plain average of all batches.</param>
/// <param name="affine">Whether a learned scale and shift follow.</param>
/// <param name="trackRunningStats">Whether running statistics are kept; without them, the batch's are used always.</param>
/// <param name="momentumWeighsOld">Whether momentum is the weight of the old running value instead.</param>
/// <param name="unbiasedRunningVar">Whether the running variance averages Σ(x − mean)²/(n − 1), else Σ(x − mean)²/n.</param>
/// <param name="dtype">The dtype of scale, shift and statistics.</param>
/// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive, epsilon is negative or not finite, or momentum lies
/// outside [0, 1].</exception>
public sealed class BatchNorm3d(
    int features,
    double epsilon = 1e-5,
    double? momentum = 0.1,
    bool affine = true,
    bool trackRunningStats = true,
    bool momentumWeighsOld = false,
    bool unbiasedRunningVar = true,
    DType dtype = DType.Float32)
    : BatchNorm(features, epsilon, momentum, affine, trackRunningStats, momentumWeighsOld, unbiasedRunningVar, dtype)
{
    private protected override void RequireShape(Tensor x)
    {
        if (x.Rank != 5 || x.Shape[1] != Features)
            throw Unfit(x.Shape, $"[N, {Features}, D, H, W]", Suggestion(x.Shape));
    }

    private string Suggestion(Shape x) =>
        x.Rank == 5 && x[^1] == Features ? " Did you mean x.MoveAxis(-1, 1)?"
        : x.Rank == 4 && x[0] == Features ? " Did you mean x.Unsqueeze(0)?"
        : "";
}
