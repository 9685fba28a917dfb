namespace AutoGrad;

/// <summary>What few nodes have.</summary>
internal sealed class NodeExtras
{
    /// <summary>Where the operation was called, if <see cref="AnomalyDetection"/> was on.</summary>
    public ForwardCall? Call { get; set; }
}
