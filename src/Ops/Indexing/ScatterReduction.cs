namespace AutoGrad;

/// <summary>How elements that are scattered to one place become one.</summary>
public enum ScatterReduction
{
    /// <summary>They are added.</summary>
    Sum,

    /// <summary>They are multiplied.</summary>
    Prod,

    /// <summary>They are averaged; of whole numbers the average is rounded down.</summary>
    Mean,

    /// <summary>The greatest stays, NaN where one is NaN; the gradient is shared evenly among ties.</summary>
    AMax,

    /// <summary>The least stays, NaN where one is NaN; the gradient is shared evenly among ties.</summary>
    AMin,
}
