using System.Runtime.CompilerServices;
using AutoGrad.Nn;

namespace AutoGrad.Distributions;

/// <summary>
/// A batch of probability distributions over the shape of their parameters, with PyTorch's meanings. Everything is a composition of operations, so
/// gradients flow to the parameters; sampled values carry none unless they are drawn by <see cref="RSample"/>.
/// </summary>
public abstract class Distribution
{
    private protected Distribution(Shape batchShape, DType dtype, Shape eventShape = default) =>
        (BatchShape, DType, EventShape) = (batchShape, dtype, eventShape);

    /// <summary>The shape of the batch, to which the parameters are broadcast.</summary>
    public Shape BatchShape { get; }

    /// <summary>The shape of one draw from one distribution; that of a scalar but for distributions of vectors.</summary>
    public Shape EventShape { get; }

    /// <summary>The dtype of the parameters.</summary>
    public DType DType { get; }

    /// <summary>The expectation, of the batch's shape and that of a draw.</summary>
    public abstract Tensor Mean { get; }

    /// <summary>The variance of each number of a draw, of the same shape.</summary>
    public abstract Tensor Variance { get; }

    /// <summary>The standard deviation, √Variance.</summary>
    public Tensor StdDev => Variance.Sqrt();

    /// <summary>Whether draws are differentiable by the parameters.</summary>
    public virtual bool HasRSample => true;

    /// <summary>Draws values without recording how they depend on the parameters.</summary>
    /// <param name="sampleShape">How many draws of each distribution; its sizes come before those of the batch. One if left out.</param>
    /// <param name="generator">Where they are drawn from.</param>
    public Tensor Sample(Shape sampleShape = default, Generator? generator = null)
    {
        using (Autodiff.NoGrad())
            return Draw([.. sampleShape, .. BatchShape, .. EventShape], generator);
    }

    /// <summary>
    /// Draws values as functions of the parameters and of noise that does not depend on them, so that gradients flow (Kingma and Welling,
    /// "Auto-encoding variational Bayes", ICLR 2014).
    /// </summary>
    /// <inheritdoc cref="Sample"/>
    /// <exception cref="NotSupportedException">The values are not continuous.</exception>
    public Tensor RSample(Shape sampleShape = default, Generator? generator = null) => HasRSample
        ? Draw([.. sampleShape, .. BatchShape, .. EventShape], generator)
        : throw new NotSupportedException(
            $"{this}: its draws are not differentiable by the parameters. Use Sample, and LogProb of what was drawn for a score-function estimate.");

    /// <summary>The logarithm of the density, or of the probability, of values; −∞ where there is none.</summary>
    /// <param name="value">Values that broadcast against the batch.</param>
    /// <param name="name">What the caller calls them, for errors.</param>
    /// <exception cref="ShapeException">The value does not broadcast against the batch.</exception>
    public Tensor LogProb(Tensor value, [CallerArgumentExpression(nameof(value))] string? name = null) => LogProbOf(Checked(value, name));

    /// <summary>The probability of at most so much.</summary>
    /// <inheritdoc cref="LogProb"/>
    /// <exception cref="NotSupportedException">It has no closed form here.</exception>
    public Tensor Cdf(Tensor value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        CdfOf(Checked(value, name)) ?? throw Unsupported(nameof(Cdf));

    /// <summary>The value below which lies so much probability, the inverse of <see cref="Cdf"/>.</summary>
    /// <param name="probability">Probabilities in [0, 1] that broadcast against the batch.</param>
    /// <param name="name">What the caller calls them, for errors.</param>
    /// <exception cref="ShapeException">The probability does not broadcast against the batch.</exception>
    /// <exception cref="NotSupportedException">It has no closed form here.</exception>
    public Tensor ICdf(Tensor probability, [CallerArgumentExpression(nameof(probability))] string? name = null) =>
        ICdfOf(Checked(probability, name)) ?? throw Unsupported(nameof(ICdf));

    /// <summary>The entropy in nats, of the batch's shape.</summary>
    public abstract Tensor Entropy();

    /// <summary>The Kullback-Leibler divergence of another distribution from this one, E[ln p − ln q] under this one; the batches
    /// broadcast.</summary>
    /// <param name="q">The other distribution.</param>
    /// <exception cref="NotSupportedException">There is no closed form for the two.</exception>
    /// <exception cref="ShapeException">The batches do not broadcast.</exception>
    public Tensor KlDivergence(Distribution q)
    {
        ArgumentNullException.ThrowIfNull(q);
        if (!Shape.TryBroadcast(BatchShape, q.BatchShape, out _))
            throw new ShapeException($"KlDivergence: the batches {BatchShape} of {this} and {q.BatchShape} of {q} do not broadcast.");
        return KlOf(q) ?? (q as Normal)?.KlFrom(this) ?? throw new NotSupportedException(
            $"KlDivergence: there is no closed form for {this} and {q}. Estimate it as (p.LogProb(x) - q.LogProb(x)).Mean(0) of x = p.RSample([n]).");
    }

    /// <summary>Draws values of the given shape, which ends with that of the batch.</summary>
    private protected abstract Tensor Draw(Shape shape, Generator? generator);

    private protected abstract Tensor LogProbOf(Tensor value);

    private protected virtual Tensor? CdfOf(Tensor value) => null;

    private protected virtual Tensor? ICdfOf(Tensor probability) => null;

    private protected virtual Tensor? KlOf(Distribution q) => null;

    /// <summary>Numbers from [0, 1).</summary>
    private protected Tensor Uniformly(Shape shape, Generator? generator) => Tensor.Rand(shape, generator, DType);

    /// <summary>−∞ where a value has no probability.</summary>
    private protected Tensor Within(Tensor inside, Tensor logProbability) => Tensor.Where(inside, logProbability, double.NegativeInfinity);

    private Tensor Checked(Tensor value, string? name, [CallerMemberName] string? operation = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (EventShape.Rank > 0 && (value.Rank == 0 || value.Shape[^1] != EventShape[0]))
            throw new ShapeException(
                $"{operation}: {CallerName.Or(name, "the value")} is {value.Shape} and {this} over vectors of {EventShape[0]}; its last axis must be these.");
        return Shape.TryBroadcast(value.Shape, [.. BatchShape, .. EventShape], out _)
            ? value
            : throw new ShapeException($"{operation}: {CallerName.Or(name, "the value")} is {value.Shape} and {this} a batch {BatchShape}; they " +
                "must broadcast.");
    }

    private NotSupportedException Unsupported(string what) => new($"{this}: {what} has no closed form here.");
}
