namespace AutoGrad.Nn;

/// <summary>Instance normalisation of x [N, C, L] or [C, L]. See <see cref="InstanceNorm"/>.</summary>
/// <param name="features">C, the number of channels.</param>
/// <param name="epsilon">What keeps the divisor from zero.</param>
/// <param name="momentum">The weight of the new batch in the running statistics; null for the plain average of all batches.</param>
/// <param name="affine">Whether a learned scale and shift follow.</param>
/// <param name="trackRunningStats">Whether running statistics are kept, and used instead of the input's own once the layer is in use.</param>
/// <param name="momentumWeighsOld">Whether momentum is the weight of the old running value instead.</param>
/// <param name="unbiasedRunningVar">Whether the running variance averages Σ(x − mean)²/(n − 1), else Σ(x − mean)²/n.</param>
/// <param name="dtype">The dtype of scale, shift and statistics.</param>
/// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive, epsilon is negative or not finite, or momentum lies
/// outside [0, 1].</exception>
public sealed class InstanceNorm1d(
    int features,
    double epsilon = 1e-5,
    double? momentum = 0.1,
    bool affine = false,
    bool trackRunningStats = false,
    bool momentumWeighsOld = false,
    bool unbiasedRunningVar = true,
    DType dtype = DType.Float32)
    : InstanceNorm("L", features, epsilon, momentum, affine, trackRunningStats, momentumWeighsOld, unbiasedRunningVar, dtype);
