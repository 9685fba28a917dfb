namespace AutoGrad.Nn;

/// <summary>Checked labels of classes, some of which may not count.</summary>
/// <param name="Classes">Int64; 0 for labels that do not count.</param>
/// <param name="Counts">Bool, which labels count; null for all.</param>
internal readonly record struct Labels(Tensor Classes, Tensor? Counts)
{
    /// <summary>Whether every label counts.</summary>
    public bool AllCount => Counts is null;

    /// <summary>The weight of each label's class.</summary>
    public Tensor Pick(Tensor weight) => weight.IndexSelect(0, Classes.Reshape(Classes.ElementCount)).Reshape(Classes.Shape);

    /// <summary>The losses, 0 for labels that do not count.</summary>
    public Tensor Counted(Tensor losses) => Counts is null ? losses : Tensor.Where(Counts, losses, 0);

    /// <summary>By what a mean divides: the weights of the labels that count, or their number.</summary>
    public Tensor TotalWeight(Tensor? weight, DType dtype) =>
        Counted(weight is null ? Tensor.Ones(Classes.Shape, dtype) : Pick(weight)).Sum();
}
