namespace AutoGrad.Nn;

/// <summary>What becomes of the vectors of a bag.</summary>
public enum EmbeddingBagMode
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The greatest of their elements.</summary>
    Max,
}
