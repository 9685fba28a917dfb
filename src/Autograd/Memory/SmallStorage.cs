using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A storage that holds its few values itself, which saves an array.</summary>
/// <typeparam name="TWords">The space, a whole number of words.</typeparam>
internal sealed class SmallStorage<TWords>(int length, DType dtype, Residence residence)
    : Storage(null, 0, length, dtype, residence) where TWords : struct
{
    public TWords Words;
}

/// <summary>Two words, as for a number or a pair.</summary>
[InlineArray(2)]
internal struct Pair
{
    private ulong first;
}

/// <summary>Eight words, as for sixteen Float32.</summary>
[InlineArray(8)]
internal struct Line
{
    private ulong first;
}

/// <summary>Where a storage's values are.</summary>
internal enum Residence : byte
{
    /// <summary>In an array, once they are computed.</summary>
    Array,

    /// <summary>In two words of the storage, unless an array was needed after all.</summary>
    Pair,

    /// <summary>In eight words of the storage, unless an array was needed after all.</summary>
    Line,

    /// <summary>In memory of a user's, or nowhere.</summary>
    External,
}

/// <summary>Who may write to a storage unseen, or did in a way to be remembered, and what may become of what it holds.</summary>
[Flags]
internal enum Exposure : byte
{
    /// <summary>Somebody holds a span.</summary>
    Spanned = 1,

    /// <summary>The memory is a user's.</summary>
    Shared = 2,

    /// <summary>The contents were computed in inference mode.</summary>
    Inference = 4,

    /// <summary>No one unseen, but recorded operations did.</summary>
    Tracked = 8,
}
