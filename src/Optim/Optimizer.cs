using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad.Optim;

/// <summary>
/// Moves parameters by the gradients that a backward pass left in them: <c>optimizer.ZeroGrad(); loss.Backward(); optimizer.Step();</c>. Parameters
/// without a gradient stay where they are. A step writes in place, so a graph that was recorded before it cannot be run backward after it.
/// </summary>
public abstract class Optimizer
{
    /// <summary>The elements that a thread moves at a time, a few microseconds' worth; small parameters share a chunk.</summary>
    private const int Chunk = 1 << 14;

    private readonly List<Slot> slots = [], moving = [];
    private readonly HashSet<Tensor> known = new(ReferenceEqualityComparer.Instance);
    private readonly Action<int> moveChunk; // Kept, so that a step allocates nothing.

    private protected Optimizer() => moveChunk = MoveChunk;

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
        using var mode = Autodiff.NoGrad();
        try
        {
            long elements = 0;
            foreach (var slot in slots)
            {
                if (slot.Parameter.Grad is not { } gradient)
                    continue;
                slot.Steps++;
                slot.Gradient = gradient.Contiguous();
                slot.First = elements;
                Prepare(slot);
                moving.Add(slot);
                elements += slot.Parameter.ElementCount;
            }
            Threads.For((int)((elements + Chunk - 1) / Chunk), moveChunk);
        }
        finally
        {
            foreach (var slot in moving)
                slot.Gradient = null;
            moving.Clear();
        }
    }

    /// <summary>Moves a stretch of the elements of all parameters, taken one after another.</summary>
    private void MoveChunk(int chunk)
    {
        long from = (long)chunk * Chunk, to = from + Chunk;
        for (int i = At(from); i < moving.Count && moving[i].First < to; i++)
        {
            var slot = moving[i];
            int start = (int)Math.Max(0, from - slot.First), end = (int)Math.Min(slot.Parameter.ElementCount, to - slot.First);
            if (slot.Parameter.DType == DType.Float32)
                Update<float>(slot, slot.Gradient!.AsReadOnlySpan<float>()[start..end], start);
            else
                Update<double>(slot, slot.Gradient!.AsReadOnlySpan<double>()[start..end], start);
        }
    }

    /// <summary>The last of the parameters on the move that begin at or before an element.</summary>
    private int At(long element)
    {
        int low = 0, high = moving.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (moving[middle].First <= element)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
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

    /// <summary>Makes what has to be remembered of a parameter, before threads move parts of it.</summary>
    private protected abstract void Prepare(Slot slot);

    /// <summary>Moves the elements of one parameter from <paramref name="start"/> on by their gradients, reading and writing each once.</summary>
    private protected abstract void Update<T>(Slot slot, ReadOnlySpan<T> gradient, int start) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

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
        private readonly long[] since = new long[3];

        public Tensor Parameter { get; } = parameter;

        public ParameterGroup Group { get; } = group;

        /// <summary>How many steps moved this parameter, the current one included.</summary>
        public long Steps { get; set; }

        /// <summary>The gradient, contiguous, during a step.</summary>
        public Tensor? Gradient { get; set; }

        /// <summary>How many elements the parameters before this one have, during a step.</summary>
        public long First { get; set; }

        /// <summary>Makes one of the tensors to remember, of zeros, or brings it into the parameter's dtype.</summary>
        public void Remember(int index)
        {
            ref var tensor = ref memory[index];
            if (tensor is null)
                since[index] = Steps;
            if (tensor?.DType != Parameter.DType)
                using (TensorScope.Outside()) // Made in one step, needed in all.
                    tensor = tensor?.To(Parameter.DType) ?? Tensor.ZerosLike(Parameter);
        }

        /// <summary>Whether a tensor was made in this step.</summary>
        public bool IsNew(int index) => since[index] == Steps;

        /// <summary>A part of one of the tensors remembered.</summary>
        public Span<T> Remembered<T>(int index, int start, int count) where T : unmanaged => memory[index]!.AsSpan<T>().Slice(start, count);
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
