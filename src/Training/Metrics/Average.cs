namespace AutoGrad.Training;

/// <summary>How numbers of several classes become one.</summary>
public enum Average
{
    /// <summary>The mean over the classes that occur, be it as predictions or as targets.</summary>
    Macro,

    /// <summary>From the counts of all classes together.</summary>
    Micro,

    /// <summary>The mean over the classes, each weighed by its number of items.</summary>
    Weighted,

    /// <summary>Of class 1 alone, where there are two.</summary>
    Binary,
}
