namespace AutoGrad.Nn;

/// <summary>A look at values as an operation, so that those of a batch are seen too: all samples' at once.</summary>
/// <param name="Look">What looks at them, and throws where they are not as they should be.</param>
internal sealed record Inspection(Action<Tensor> Look) : ConstantOp
{
    /// <summary>Looks at values now, or at those of all samples where they are batched.</summary>
    public static void Of(Tensor values, Action<Tensor> look)
    {
        if (values.IsBatched)
            new Inspection(look).Apply(values);
        else
            look(values);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Look(inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}
