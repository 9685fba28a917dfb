using System.Collections;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A list of axes, possibly negative: <c>[0, -1]</c>, or a single number. The default value stands for all axes where an operation
/// reduces.</summary>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes : IEquatable<Axes>, IEnumerable<int>
{
    private readonly int[]? axes;

    /// <summary>A list of axes.</summary>
    public Axes(params ReadOnlySpan<int> axes) => this.axes = axes.ToArray();

    /// <summary>Makes axes of a collection expression.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Axes Create(ReadOnlySpan<int> axes) => new(axes);

    /// <summary>All axes of whatever tensor is met.</summary>
    public static Axes All => default;

    /// <summary>Whether this stands for all axes.</summary>
    public bool IsAll => axes is null;

    /// <summary>How many axes are listed.</summary>
    public int Count => axes?.Length ?? 0;

    /// <summary>The axes as written, possibly negative.</summary>
    public ReadOnlySpan<int> AsSpan() => axes;

    /// <summary>The axes counted from the front, in the order written; every axis where this stands for all.</summary>
    /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
    public int[] Resolve(Shape shape, [CallerMemberName] string? operation = null)
    {
        var resolved = new int[axes?.Length ?? shape.Rank];
        if (axes is null)
        {
            for (int i = 0; i < resolved.Length; i++)
                resolved[i] = i;
            return resolved;
        }
        uint seen = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = resolved[i] = shape.Axis(axes[i], operation);
            if ((seen & 1u << axis) != 0)
                throw new ShapeException($"{operation}: axes {this} list axis {axis} of shape {shape} twice.");
            seen |= 1u << axis;
        }
        return resolved;
    }

    /// <summary>Bit i is set where axis i is listed.</summary>
    internal uint Mask(Shape shape, [CallerMemberName] string? operation = null)
    {
        if (axes is null)
            return (1u << shape.Rank) - 1;
        uint mask = 0;
        foreach (int axis in Resolve(shape, operation))
            mask |= 1u << axis;
        return mask;
    }

    /// <summary>One axis.</summary>
    public static implicit operator Axes(int axis) => new(axis);

    /// <summary>An array of axes.</summary>
    public static implicit operator Axes(int[] axes) => new(axes.AsSpan());

    /// <inheritdoc/>
    public bool Equals(Axes other) => IsAll == other.IsAll && AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int axis in AsSpan())
            hash.Add(axis);
        return hash.ToHashCode();
    }

    /// <summary>Whether two lists are equal.</summary>
    public static bool operator ==(Axes a, Axes b) => a.Equals(b);

    /// <summary>Whether two lists differ.</summary>
    public static bool operator !=(Axes a, Axes b) => !a.Equals(b);

    /// <summary>The axes in brackets, or "all".</summary>
    public override string ToString() => axes is null ? "all" : $"[{string.Join(", ", axes)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(axes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
