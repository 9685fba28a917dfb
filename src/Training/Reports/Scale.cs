namespace AutoGrad.Training.Reports;

/// <summary>How numbers are spread along an axis, or levels and colours over values.</summary>
public enum Scale
{
    /// <summary>Equal differences take equal room.</summary>
    Linear,

    /// <summary>Equal ratios take equal room; numbers that are not positive have no place.</summary>
    Log,
}
