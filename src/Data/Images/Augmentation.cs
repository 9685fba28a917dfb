namespace AutoGrad.Data;

/// <summary>
/// Changes batches at random, so that a model sees something new in every epoch: <c>new DataLoader(train, 64, shuffle: true) { Augment = … }</c>, or
/// by itself, <c>augmentation.Apply(images)</c>. All randomness comes from the generator, so the same seed gives the same batches. Several in a row
/// are a
/// <see cref="Compose"/>.
/// </summary>
public abstract record Augmentation
{
    /// <summary>Changes a batch. What it is given stays as it is.</summary>
    /// <param name="inputs">The inputs, the first axis numbering the items.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="generator">Who draws.</param>
    public abstract (Tensor Inputs, Tensor Targets) Apply(Tensor inputs, Tensor targets, Generator generator);
}

/// <summary>Several augmentations, one after another.</summary>
/// <param name="Steps">In the order in which they are applied.</param>
public sealed record Compose(params IReadOnlyList<Augmentation> Steps) : Augmentation
{
    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Apply(Tensor inputs, Tensor targets, Generator generator)
    {
        foreach (var step in Steps)
            (inputs, targets) = step.Apply(inputs, targets, generator);
        return (inputs, targets);
    }

    /// <summary>The steps: <c>Compose(RandomHorizontalFlip { P = 0.5 }, …)</c>.</summary>
    public override string ToString() => $"Compose({string.Join(", ", Steps)})";
}
