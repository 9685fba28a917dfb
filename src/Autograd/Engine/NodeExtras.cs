namespace AutoGrad;

/// <summary>What few nodes have.</summary>
internal sealed class NodeExtras
{
    private HookList<Func<Tensor, Tensor?>>? onGradient;
    private HookList<Action<Tensor>>? afterAccumulation;

    /// <summary>Where the operation was called, if <see cref="AnomalyDetection"/> was on.</summary>
    public ForwardCall? Call { get; set; }

    /// <summary>The contents of the memory, as of which the node is right: <see cref="WriteHistory"/>.</summary>
    public Node? Contents { get; set; }

    /// <summary>Whether the node is of an operation that returned the memory of its input and is no view.</summary>
    public bool IsForeign { get; set; }

    /// <summary>What saved values were packed into: the result's, and after it the inputs'; null where none are.</summary>
    public PackedInput?[]? Packed { get; set; }

    /// <summary>The tensor, no leaf, that is to have its gradient.</summary>
    public WeakReference<Tensor>? Retaining { get; set; }

    /// <summary>What sees, and may replace, the gradient.</summary>
    public HookList<Func<Tensor, Tensor?>> OnGradient => onGradient ?? Interlocked.CompareExchange(ref onGradient, new(), null) ?? onGradient;

    /// <summary>What is told that a leaf's gradient was added to.</summary>
    public HookList<Action<Tensor>> AfterAccumulation =>
        afterAccumulation ?? Interlocked.CompareExchange(ref afterAccumulation, new(), null) ?? afterAccumulation;

    /// <summary>Whether the gradient goes anywhere on its way.</summary>
    public bool SeesGradient => onGradient is { IsEmpty: false } || Retaining is not null;

    /// <summary>Whether anything happens once a leaf's gradient was added to.</summary>
    public bool FollowsAccumulation => afterAccumulation is { IsEmpty: false };
}
