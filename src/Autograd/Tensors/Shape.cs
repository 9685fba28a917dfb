using System.Collections;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The sizes of a tensor's axes, outermost first: <c>[64, 784]</c>. An immutable value; <c>[]</c> is the shape of a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The most axes a tensor can have.</summary>
    public const int MaxRank = 16;

    private readonly int[]? sizes;

    /// <summary>A shape of the given sizes.</summary>
    /// <exception cref="ShapeException">A size is negative, there are more than <see cref="MaxRank"/> axes, or the element count exceeds
    /// <see cref="int.MaxValue"/>.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank)
            throw new ShapeException($"A shape of {sizes.Length} axes exceeds the {MaxRank} a tensor can have.");
        long count = 1;
        bool empty = false;
        foreach (int size in sizes)
        {
            if (size < 0)
                throw new ShapeException($"Shape [{string.Join(", ", sizes.ToArray())}] has the negative size {size}; sizes are 0 or more.");
            empty |= size == 0;
            if (count <= int.MaxValue)
                count *= Math.Max(size, 1);
        }
        if (!empty && count > int.MaxValue)
            throw new ShapeException($"Shape [{string.Join(", ", sizes.ToArray())}] has more elements than the {int.MaxValue} a tensor can hold.");
        this.sizes = Numbers.Of(sizes);
    }

    private Shape(int[] owned) => sizes = owned;

    /// <summary>Makes a shape of a collection expression.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>A shape over an array that nobody writes any more and whose sizes come from other shapes.</summary>
    internal static Shape Adopt(int[] sizes) => new(sizes);

    /// <summary>The number of axes.</summary>
    public int Rank => Array.Length;

    /// <summary>The number of elements, the product of the sizes; 1 for a scalar.</summary>
    public int ElementCount
    {
        get
        {
            int count = 1;
            foreach (int size in Array)
                count *= size;
            return count;
        }
    }

    /// <summary>The size of an axis; negative axes count from the end.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int this[int axis] => Array[Axis(axis)];

    /// <summary>The size of an axis, <c>shape[^1]</c> being the last.</summary>
    public int this[Index axis] => Array[axis];

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> AsSpan() => Array;

    /// <summary>The sizes as a new array.</summary>
    public int[] ToArray() => [.. Array];

    /// <summary>The axis counted from the front, given one that may be negative.</summary>
    /// <param name="axis">From −<see cref="Rank"/> to <see cref="Rank"/> − 1.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis, [CallerMemberName] string? operation = null)
    {
        int rank = Rank;
        if (axis < -rank || axis >= rank)
            throw new ShapeException(rank == 0
                ? $"{operation}: axis {axis} was asked of a scalar, which has no axes."
                : $"{operation}: axis {axis} is out of range for shape {this}; use {-rank} to {rank - 1}.");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>The shape that both broadcast to by NumPy's rule: aligned at the last axis, sizes must be equal or 1.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static Shape Broadcast(Shape a, Shape b) =>
        TryBroadcast(a, b, out var result) ? result : throw new ShapeException($"Shapes {a} and {b} do not broadcast: aligned at the last axis, " +
            "sizes must be equal or 1.");

    /// <summary>The shape that both broadcast to, or false where there is none.</summary>
    public static bool TryBroadcast(Shape a, Shape b, out Shape result)
    {
        int[] x = a.Array, y = b.Array;
        result = a;
        if (x == y || x.AsSpan().SequenceEqual(y))
            return true;
        if (x.Length < y.Length)
            (x, y, result) = (y, x, b);
        int lead = x.Length - y.Length;
        int[]? sizes = null;
        for (int i = 0; i < y.Length; i++)
        {
            int p = x[lead + i], q = y[i];
            if (p == q || q == 1)
                continue;
            if (p != 1)
            {
                result = default;
                return false;
            }
            sizes ??= [.. x];
            sizes[lead + i] = q;
        }
        if (sizes is not null)
            result = new(sizes);
        return true;
    }

    /// <summary>Whether a tensor of this shape can be expanded to <paramref name="target"/>.</summary>
    public bool BroadcastsTo(Shape target) => TryBroadcast(this, target, out var result) && result == target;

    /// <summary>This shape with the given axes reduced: to size 1 if <paramref name="keepDim"/>, else gone.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="keepDim">Whether they stay, with size 1.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
    public Shape Reduce(Axes axes, bool keepDim, [CallerMemberName] string? operation = null)
    {
        int[] sizes = Array;
        var reduced = axes.Mask(this, operation);
        Span<int> kept = stackalloc int[sizes.Length];
        int n = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            if ((reduced & 1u << i) == 0)
                kept[n++] = sizes[i];
            else if (keepDim)
                kept[n++] = 1;
        }
        return new(kept[..n].ToArray());
    }

    /// <summary>Where the element stands that comes at a place in row-major order: one position along each axis.</summary>
    public int[] Position(int element)
    {
        var position = new int[Rank];
        for (int axis = position.Length - 1; axis >= 0; axis--)
            (element, position[axis]) = Math.DivRem(element, Array[axis]);
        return position;
    }

    /// <summary>This shape with one axis' size replaced.</summary>
    public Shape With(int axis, int size)
    {
        var sizes = ToArray();
        sizes[Axis(axis)] = size;
        return new Shape(sizes.AsSpan());
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Array == other.Array || Array.AsSpan().SequenceEqual(other.Array);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int size in Array)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>An array of sizes is a shape.</summary>
    public static implicit operator Shape(int[] sizes) => new(sizes.AsSpan());

    /// <summary>A shape is its sizes.</summary>
    public static implicit operator ReadOnlySpan<int>(Shape shape) => shape.Array;

    /// <summary>The sizes in brackets: <c>[2, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Array)}]";

    int IReadOnlyCollection<int>.Count => Rank;

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)Array).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int[] Array => sizes ?? [];

    /// <summary>Row-major strides, in elements.</summary>
    internal int[] ContiguousStrides()
    {
        int[] sizes = Array;
        if (sizes.Length <= 2)
            return sizes.Length == 2 ? Numbers.Of(Math.Max(sizes[1], 1), 1) : sizes.Length == 1 ? Numbers.One : [];
        var strides = new int[sizes.Length];
        int step = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(sizes[i], 1);
        }
        return strides;
    }
}
