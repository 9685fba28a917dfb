using System.Runtime.CompilerServices;

namespace AutoGrad.Data;

/// <summary>A data set in memory: item i is <c>Inputs[i]</c> and <c>Targets[i]</c>.</summary>
public sealed class TensorDataset : Dataset
{
    /// <summary>A data set of tensors whose first axis numbers the items.</summary>
    /// <param name="inputs">[N, …].</param>
    /// <param name="targets">[N, …].</param>
    /// <param name="inputsName">What the caller calls the inputs, for errors.</param>
    /// <param name="targetsName">What the caller calls the targets, for errors.</param>
    /// <exception cref="ShapeException">One is a scalar, or the first axes differ.</exception>
    public TensorDataset(Tensor inputs, Tensor targets,
        [CallerArgumentExpression(nameof(inputs))] string? inputsName = null, [CallerArgumentExpression(nameof(targets))] string? targetsName = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank == 0 || targets.Rank == 0)
            throw new ShapeException($"TensorDataset: {(inputs.Rank == 0 ? inputsName : targetsName)} is a scalar; " +
                "the first axis should number the items.");
        if (inputs.Shape[0] != targets.Shape[0])
            throw new ShapeException($"TensorDataset: {inputsName} is {inputs.Shape} and {targetsName} is {targets.Shape}; " +
                $"the first axes number the items, so {inputs.Shape[0]} and {targets.Shape[0]} must be equal.");
        (Inputs, Targets) = (inputs.Detach(), targets.Detach());
    }

    /// <summary>All inputs, [N, …].</summary>
    public Tensor Inputs { get; }

    /// <summary>All targets, [N, …].</summary>
    public Tensor Targets { get; }

    /// <inheritdoc/>
    public override int Count => Inputs.Shape[0];

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) this[int item]
    {
        get
        {
            Require(item, 1);
            return (Inputs[item], Targets[item]);
        }
    }

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<long> items)
    {
        foreach (long item in items)
            Require(item);
        var index = Tensor.Of(items);
        return (Inputs.IndexSelect(0, index), Targets.IndexSelect(0, index));
    }

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Batch(int start, int count)
    {
        Require(start, count);
        return (Inputs[start..(start + count)], Targets[start..(start + count)]);
    }

    /// <inheritdoc/>
    public override TensorDataset Slice(int start, int length)
    {
        var (inputs, targets) = Batch(start, length);
        return new(inputs, targets);
    }

    /// <summary>What it holds: <c>TensorDataset(inputs: Float32 [1797, 64], targets: Int64 [1797])</c>.</summary>
    public override string ToString() => $"TensorDataset(inputs: {Inputs.DType} {Inputs.Shape}, targets: {Targets.DType} {Targets.Shape})";

    /// <summary>Lets a data set be taken apart: <c>var (inputs, targets) = data;</c></summary>
    public void Deconstruct(out Tensor inputs, out Tensor targets) => (inputs, targets) = (Inputs, Targets);
}
