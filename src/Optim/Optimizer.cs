using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad.Optim;

/// <summary>
/// Moves parameters by the gradients that a backward pass left in them: <c>optimizer.ZeroGrad(); loss.Backward(); optimizer.Step();</c>. Parameters
/// without a gradient stay where they are. A step writes in place, so a graph that was recorded before it cannot be run backward after it.
/// </summary>
public abstract class Optimizer
{
    private readonly List<Slot> slots = [];
    private readonly HashSet<Tensor> known = new(ReferenceEqualityComparer.Instance);

    private protected Optimizer()
    {
    }

    /// <summary>The groups of parameters, each with its own learning rate and other numbers.</summary>
    public IReadOnlyList<ParameterGroup> Groups => GroupsCore;

    private protected abstract IReadOnlyList<ParameterGroup> GroupsCore { get; }

    /// <summary>The learning rate of the first group; setting it sets that of all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double LearningRate
    {
        get => Groups[0].LearningRate;
        set
        {
            foreach (var group in Groups)
                group.LearningRate = value;
        }
    }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in slots)
            slot.Parameter.Grad = null;
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <exception cref="ObjectDisposedException">A gradient's scope has ended; nothing was moved.</exception>
    public void Step()
    {
        foreach (var slot in slots)
            Check(slot.Parameter);
        using (Autodiff.NoGrad())
            foreach (var slot in slots)
            {
                if (slot.Parameter.Grad is not { } gradient)
                    continue;
                slot.Steps++;
                if (slot.Parameter.DType == DType.Float32)
                    Update<float>(slot, gradient.Contiguous().AsReadOnlySpan<float>());
                else
                    Update<double>(slot, gradient.Contiguous().AsReadOnlySpan<double>());
            }
    }

    /// <summary>Computes gradients and moves the parameters by them.</summary>
    /// <param name="closure">Clears the gradients, computes the loss, runs it backward and returns it.</param>
    /// <returns>The loss before the step.</returns>
    public Tensor Step(Func<Tensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        Tensor loss;
        using (Autodiff.EnableGrad())
            loss = closure();
        Step();
        return loss;
    }

    /// <summary>The optimizer and its groups, one a line where there are several.</summary>
    public sealed override string ToString() => Groups.Count == 1
        ? $"{GetType().Name}({Groups[0]})"
        : $"{GetType().Name}(\n{string.Concat(Groups.Select(static (group, i) => $"  ({i}): {group}\n"))})";

    /// <summary>Moves one parameter by its gradient.</summary>
    private protected abstract void Update<T>(Slot slot, ReadOnlySpan<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Checks the parameters of a group to be, before any is taken in.</summary>
    private protected IReadOnlyList<Tensor> Checked(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Tensor[] list = [.. parameters];
        string name = GetType().Name;
        if (list.Length == 0)
            throw new ArgumentException($"{name}: there are no parameters to optimize. Does the model hold its layers in public " +
                "properties?", nameof(parameters));
        var fresh = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < list.Length; i++)
        {
            var tensor = list[i] ?? throw new ArgumentNullException(nameof(parameters), $"{name}: parameter {i} is null.");
            if (!tensor.DType.IsFloatingPoint)
                throw new DTypeException($"{name}: parameter {i} is {tensor.DType} {tensor.Shape}; only floating-point tensors can be optimized.");
            if (!tensor.IsLeaf)
                throw new AutogradException($"{name}: parameter {i}, {tensor.Shape}, is the result of an operation, so it has no gradient of its " +
                    "own. Pass the tensors it was computed from, or Detach().WithGrad().");
            if (!tensor.IsContiguous)
                throw new ShapeException($"{name}: parameter {i}, {tensor.Shape}, is not contiguous and cannot be written in order. Take " +
                    ".Clone().WithGrad() of it.");
            if (!fresh.Add(tensor) || known.Contains(tensor))
                throw new ArgumentException($"{name}: parameter {i}, {tensor.Shape}, is given twice and would be moved twice a step. Give each " +
                    "parameter in one group, once.", nameof(parameters));
        }
        return list;
    }

    /// <summary>Takes in the parameters of a group.</summary>
    private protected void Enlist(ParameterGroup group)
    {
        foreach (var parameter in group.Parameters)
        {
            known.Add(parameter);
            slots.Add(new(parameter, group));
        }
    }

    /// <summary>Throws where a gradient's memory is gone, before anything is moved.</summary>
    private static void Check(Tensor parameter)
    {
        if (parameter.Grad is { } gradient)
            _ = gradient.DType == DType.Float32 ? gradient.AsStridedSpan<float>().Length : gradient.AsStridedSpan<double>().Length;
    }

    /// <summary>A parameter and what the optimizer remembers about it.</summary>
    private protected sealed class Slot(Tensor parameter, ParameterGroup group)
    {
        private readonly Tensor?[] memory = new Tensor?[3];

        public Tensor Parameter { get; } = parameter;

        public ParameterGroup Group { get; } = group;

        /// <summary>How many steps moved this parameter, the current one included.</summary>
        public long Steps { get; set; }

        /// <summary>One of the tensors remembered, zeros before it is first written, in the parameter's dtype.</summary>
        public Span<T> Remembered<T>(int index) where T : unmanaged
        {
            ref var tensor = ref memory[index];
            if (tensor?.DType != Parameter.DType)
                using (TensorScope.Outside()) // Made in one step, needed in all.
                    tensor = tensor?.To(Parameter.DType) ?? Tensor.ZerosLike(Parameter);
            return tensor.AsSpan<T>();
        }

        /// <summary>Whether one of the tensors has been asked for before.</summary>
        public bool Remembers(int index) => memory[index] is not null;
    }
}

/// <summary>An optimizer whose groups are of one kind.</summary>
/// <typeparam name="TGroup">The kind, with the optimizer's own numbers.</typeparam>
public abstract class Optimizer<TGroup> : Optimizer where TGroup : ParameterGroup
{
    private readonly List<TGroup> groups = [];

    private protected Optimizer()
    {
    }

    /// <inheritdoc cref="Optimizer.Groups"/>
    public new IReadOnlyList<TGroup> Groups => groups;

    private protected override IReadOnlyList<ParameterGroup> GroupsCore => groups;

    private protected TGroup Add(TGroup group)
    {
        Enlist(group);
        groups.Add(group);
        return group;
    }
}
