using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What is done with the values that operations on a thread save for the backward pass.</summary>
internal abstract class Packing
{
    private static int inUse;

    [ThreadStatic]
    private static Packing? current;

    /// <summary>Whether there is any on some thread: what every operation asks.</summary>
    public static bool IsInUse => inUse != 0;

    /// <summary>The innermost on this thread.</summary>
    public static Packing? Current => current;

    /// <summary>Notes an operation that was recorded.</summary>
    public virtual void Recorded(Node node)
    {
    }

    /// <summary>Packs a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">Who saved it.</param>
    /// <returns>What is kept in its place; null where it is kept itself.</returns>
    public abstract Packed? Pack(Tensor value, SavedValue what);

    /// <summary>Packs what a node saved. What that takes is not packed itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Take(Node node)
    {
        using (new Use(null))
            node.Pack(this);
    }

    /// <summary>Whether keeping a value costs nothing: it is a number, or shows the memory of a leaf.</summary>
    protected static bool IsFree(Tensor value) => value.IsNumber || value.Node is { } node && WriteHistory.Top(node).Op is null;

    /// <summary>Packing in one way, or not at all, on this thread until disposed.</summary>
    public readonly ref struct Use : IDisposable
    {
        private readonly Packing? before;

        public Use(Packing? packing)
        {
            Interlocked.Increment(ref inUse);
            (before, current) = (current, packing);
        }

        public void Dispose()
        {
            current = before;
            Interlocked.Decrement(ref inUse);
        }
    }

    /// <summary>Begins to pack on this thread.</summary>
    /// <returns>The one before.</returns>
    protected Packing? Enter()
    {
        Interlocked.Increment(ref inUse);
        var before = current;
        current = this;
        return before;
    }

    /// <summary>Ends that.</summary>
    protected bool TryLeave(Packing? before)
    {
        if (current != this)
            return false;
        current = before;
        Interlocked.Decrement(ref inUse);
        return true;
    }
}

/// <summary>What is kept in the place of a saved value.</summary>
internal abstract class Packed
{
    /// <summary>The value.</summary>
    public abstract Tensor Unpack();

    /// <summary>Notes that the node that saved it does not need it any more.</summary>
    public abstract void Free();

    /// <summary>What is kept, for reports.</summary>
    public abstract PackedForm Form { get; }

    /// <summary>What will compute the value again; null where it is kept in another form.</summary>
    public virtual Recomputation? Checkpoint => null;
}

/// <summary>What is kept in the place of a node's input or result, and its place in the graph.</summary>
/// <param name="Value">What is kept.</param>
/// <param name="Node">The value's node.</param>
/// <param name="Behind">Inside VMap, those of the physical tensors behind it, from the inside out.</param>
internal sealed record PackedInput(Packed Value, Node? Node, Node?[] Behind);

/// <summary>A saved value and what is kept in its place.</summary>
/// <param name="Shape">The value's shape.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Kept">What is kept; null for nothing.</param>
internal readonly record struct PackedForm(Shape Shape, DType DType, object? Kept);

/// <summary>Who saved a value, for errors.</summary>
/// <param name="Op">The operation; null for a checkpoint.</param>
/// <param name="Input">Which input it is; null for the result.</param>
internal readonly record struct SavedValue(Op? Op, int? Input)
{
    public override string ToString() =>
        (Input is { } input ? Op?.InputName(input) ?? $"input {input}" : "the result") + $" of {(object?)Op ?? "Checkpoint"}";
}
