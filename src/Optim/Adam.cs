namespace AutoGrad.Optim;

/// <summary>
/// Adam: running means m and v of the gradient and of its square, both corrected for starting at zero; p −= learningRate·m̂ / (√v̂ + epsilon). Weight
/// decay is an L2 penalty, added to the gradient; see <see cref="AdamW"/> for the other kind. Kingma and Ba, ICLR 2015; PyTorch's defaults.
/// </summary>
public sealed class Adam : AdamBase
{
    /// <inheritdoc cref="AdamBase(IEnumerable{Tensor}, double, double, double, double, double, bool)"/>
    public Adam(
        IEnumerable<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool amsgrad = false) : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsgrad)
    {
    }

    private protected override bool DecaysDirectly => false;
}

/// <summary>
/// Adam with decoupled weight decay: p −= learningRate·weightDecay·p beside Adam's step, so that the decay is not scaled by the gradients' size.
/// Loshchilov and Hutter, ICLR 2019; PyTorch's defaults.
/// </summary>
public sealed class AdamW : AdamBase
{
    /// <inheritdoc cref="AdamBase(IEnumerable{Tensor}, double, double, double, double, double, bool)"/>
    public AdamW(
        IEnumerable<Tensor> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 1e-2, bool amsgrad = false) : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsgrad)
    {
    }

    private protected override bool DecaysDirectly => true;
}
