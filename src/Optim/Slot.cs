namespace AutoGrad.Optim;

/// <summary>A parameter and what the optimizer remembers about it.</summary>
internal sealed class Slot(Tensor parameter, ParameterGroup group)
{
    /// <summary>How many tensors are remembered at most.</summary>
    public const int Memories = 3;

    private readonly Tensor?[] memory = new Tensor?[Memories];
    private readonly long[] since = new long[Memories];

    public Tensor Parameter { get; } = parameter;

    public ParameterGroup Group { get; } = group;

    /// <summary>How many steps moved this parameter, the current one included.</summary>
    public long Steps { get; set; }

    /// <summary>A number that changes from step to step.</summary>
    public double Number { get; set; } = 1;

    /// <summary>The gradient, contiguous, during a step.</summary>
    public Tensor? Gradient { get; set; }

    /// <summary>How many elements the parameters before this one have, during a step.</summary>
    public long First { get; set; }

    /// <summary>One of the tensors remembered, or null.</summary>
    public Tensor? this[int index]
    {
        get => memory[index];
        set => (memory[index], since[index]) = (value, -1);
    }

    /// <summary>Makes one of the tensors to remember, or brings it into the parameter's dtype.</summary>
    public void Remember(int index, double start = 0)
    {
        ref var tensor = ref memory[index];
        if (tensor is null)
            since[index] = Steps;
        if (tensor?.DType != Parameter.DType)
            using (TensorScope.Outside()) // Made in one step, needed in all.
                tensor = tensor?.To(Parameter.DType) ?? Tensor.Full(Parameter.Shape, start, Parameter.DType);
    }

    /// <summary>Whether a tensor was made in this step.</summary>
    public bool IsNew(int index) => since[index] == Steps;

    /// <summary>A part of one of the tensors remembered; empty where it is not.</summary>
    public Span<T> Remembered<T>(int index, int start, int count) where T : unmanaged =>
        memory[index] is { } tensor ? tensor.AsSpan<T>().Slice(start, count) : [];
}
