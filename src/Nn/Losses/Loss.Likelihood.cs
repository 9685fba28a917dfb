using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The Kullback-Leibler divergence, mean t·(ln t − x).</summary>
    /// <inheritdoc cref="KlDivergence(Tensor, Tensor, Reduction, bool, string?, string?)"/>
    public static Tensor KlDivergence(Tensor logProbability, Tensor target) => KlDivergence(logProbability, target, Reduction.Mean);

    /// <summary>
    /// The terms of the Kullback-Leibler divergence of a target from a model, t·(ln t − x), reduced. Their sum over the classes is the divergence, so
    /// <see cref="Reduction.BatchMean"/> is its mean over the examples; <see cref="Reduction.Mean"/> divides by the classes too, as in PyTorch.
    /// </summary>
    /// <param name="logProbability">x, the logarithms of the model's probabilities, of any shape.</param>
    /// <param name="target">t, the probabilities, or their logarithms, of the same shape and dtype. Where one is 0 its term is 0.</param>
    /// <param name="reduction">What becomes of the terms.</param>
    /// <param name="logTarget">Whether the targets are logarithms.</param>
    /// <param name="logProbabilityName">What the caller calls x, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor KlDivergence(
        Tensor logProbability,
        Tensor target,
        Reduction reduction = Reduction.Mean,
        bool logTarget = false,
        [CallerArgumentExpression(nameof(logProbability))] string? logProbabilityName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        new LossArguments(nameof(KlDivergence), logProbabilityName, targetName).RequireAlike(logProbability, target);
        var terms = logTarget ? target.Exp() * (target - logProbability) : TimesLog(target) - target * logProbability;
        return reduction == Reduction.BatchMean
            ? terms.Sum() * (1.0 / (terms.Rank == 0 ? 1 : terms.Shape[0]))
            : Reduce(terms, reduction);
    }

    /// <summary>The negative log-likelihood of counts under Poisson distributions, mean eˣ − t·x.</summary>
    /// <inheritdoc cref="PoissonNll(Tensor, Tensor, bool, bool, double, Reduction, string?, string?)"/>
    public static Tensor PoissonNll(Tensor prediction, Tensor target) => PoissonNll(prediction, target, true);

    /// <summary>
    /// The negative log-likelihoods of counts t under Poisson distributions, reduced: eˣ − t·x, or x − t·ln(x + epsilon) of rates themselves, and in
    /// full ln t! by Stirling's formula, t·ln t − t + ½·ln(2πt), where t is more than 1.
    /// </summary>
    /// <param name="prediction">x, the logarithms of the rates, or the rates, of any shape.</param>
    /// <param name="target">t, of the same shape and dtype.</param>
    /// <param name="logInput">Whether the prediction is a logarithm.</param>
    /// <param name="full">Whether ln t! is added, which depends on the targets alone.</param>
    /// <param name="epsilon">What keeps the logarithm of a rate finite.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative, infinite or not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor PoissonNll(
        Tensor prediction,
        Tensor target,
        bool logInput = true,
        bool full = false,
        double epsilon = 1e-8,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.NonNegative(epsilon, nameof(PoissonNll), nameof(epsilon));
        new LossArguments(nameof(PoissonNll), predictionName, targetName).RequireAlike(prediction, target);
        var losses = logInput ? prediction.Exp() - target * prediction : prediction - target * (prediction + epsilon).Log();
        if (full)
        {
            var many = target > 1;
            var t = Tensor.Where(many, target, 1);
            losses += Tensor.Where(many, t * t.Log() - t + 0.5 * (2 * Math.PI * t).Log(), 0);
        }
        return Reduce(losses, reduction);
    }

    /// <summary>
    /// The negative log-likelihoods of targets t under normal distributions, ½·(ln v + (x − t)²/v), reduced. Nix and Weigend, 1994. A variance below
    /// epsilon counts as epsilon, yet has the gradient it would have there, as in PyTorch, so that it can grow again.
    /// </summary>
    /// <param name="prediction">x, the means, of any shape.</param>
    /// <param name="target">t, of the same shape and dtype.</param>
    /// <param name="variance">v, of that shape; or with 1 in place of its last size, or without its last axis, for one of all in a row.</param>
    /// <param name="full">Whether the constant ½·ln 2π is added.</param>
    /// <param name="epsilon">The least variance, more than 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <param name="varianceName">What the caller calls the variance, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A variance is negative, or epsilon is not positive.</exception>
    public static Tensor GaussianNll(
        Tensor prediction,
        Tensor target,
        Tensor variance,
        bool full = false,
        double epsilon = 1e-6,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null,
        [CallerArgumentExpression(nameof(variance))] string? varianceName = null)
    {
        Require.Positive(epsilon, nameof(GaussianNll), nameof(epsilon));
        new LossArguments(nameof(GaussianNll), predictionName, targetName).RequireAlike(prediction, target);
        new LossArguments(nameof(GaussianNll), predictionName, varianceName).RequireVariance(prediction, variance);
        if (variance.Rank < prediction.Rank)
            variance = variance.Unsqueeze(-1);
        var held = Tensor.Where(variance.Detach() < epsilon, epsilon + (variance - variance.Detach()), variance);
        var losses = 0.5 * (held.Log() + (prediction - target).Square() / held);
        return Reduce(full ? losses + 0.5 * Math.Log(2 * Math.PI) : losses, reduction);
    }

    /// <summary>x·ln x, and 0 with it where x is 0.</summary>
    private static Tensor TimesLog(Tensor x)
    {
        var inside = x.NotEqualTo(0);
        return Tensor.Where(inside, x * Tensor.Where(inside, x, 1).Log(), 0);
    }
}
