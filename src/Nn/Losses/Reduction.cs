namespace AutoGrad.Nn;

/// <summary>What becomes of the losses of a batch.</summary>
public enum Reduction
{
    /// <summary>Their mean; where classes have weights, the weighted mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Nothing: one loss for each element, or each label.</summary>
    None,

    /// <summary>Their sum divided by the number of examples, the size of the first axis: the mean in the sense of
    /// <see cref="Loss.KlDivergence(Tensor, Tensor, Reduction, bool, string?, string?)"/>, which alone takes it.</summary>
    BatchMean,
}
