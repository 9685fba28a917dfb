namespace AutoGrad;

/// <summary>Which values of a call the derivative rule reads, and the tape therefore keeps until the backward pass.</summary>
[Flags]
public enum Keep
{
    /// <summary>No values; shapes are always known.</summary>
    Nothing = 0,

    /// <summary>The result.</summary>
    Output = 1,

    /// <summary>The first input.</summary>
    Input0 = 2,

    /// <summary>The second input.</summary>
    Input1 = 4,

    /// <summary>The third input.</summary>
    Input2 = 8,

    /// <summary>All inputs.</summary>
    Inputs = ~1,

    /// <summary>All inputs and the result.</summary>
    Everything = ~0,
}
