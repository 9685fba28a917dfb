namespace AutoGrad;

/// <summary>
/// The first NaN, or infinity, of a computation inside <see cref="Autodiff.DetectAnomaly"/>: a fault of the computation, not of the engine. The
/// message names the operation, what it was given, and where it was called.
/// </summary>
public sealed class AnomalyException : AutogradException
{
    internal AnomalyException(string message, Op? operation, int? input, bool isForward, ForwardCall? call) : base(message)
    {
        (Operation, Input, IsForward) = (operation, input, isForward);
        ForwardCall = call?.ToString();
    }

    /// <summary>The operation whose result, or whose rule, had the first one; null where it was in what the pass was given, or came about where
    /// gradients were added up at a leaf.</summary>
    public Op? Operation { get; }

    /// <summary>The input whose gradient had it; null where that is not the case.</summary>
    public int? Input { get; }

    /// <summary>Whether it was found in a result, rather than in a gradient or a tangent.</summary>
    public bool IsForward { get; }

    /// <summary>The calls that led to the operation, innermost first, one a line, without the library's own; null where they are not known.</summary>
    public string? ForwardCall { get; }
}
