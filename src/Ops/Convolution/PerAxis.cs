using System.Collections;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>One number for every spatial axis, <c>2</c>, or one for each, <c>(2, 1)</c> or <c>[2, 1, 1]</c>, outermost first: a stride, a
/// dilation, the size of a kernel.</summary>
[CollectionBuilder(typeof(PerAxis), nameof(Create))]
public readonly struct PerAxis : IEquatable<PerAxis>, IEnumerable<int>
{
    private readonly int[]? numbers;

    private PerAxis(params ReadOnlySpan<int> numbers) => this.numbers = numbers.ToArray();

    /// <summary>Makes numbers of a collection expression.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PerAxis Create(ReadOnlySpan<int> numbers) => new(numbers);

    /// <summary>Whether this is the default value, no numbers, which stands for what the operation says.</summary>
    public bool IsDefault => numbers is null;

    /// <summary>One number for every axis.</summary>
    public static implicit operator PerAxis(int number) => new(number);

    /// <summary>A number for each of two axes.</summary>
    public static implicit operator PerAxis((int, int) numbers) => new(numbers.Item1, numbers.Item2);

    /// <summary>A number for each of three axes.</summary>
    public static implicit operator PerAxis((int, int, int) numbers) => new(numbers.Item1, numbers.Item2, numbers.Item3);

    /// <summary>Numbers of an array.</summary>
    public static implicit operator PerAxis(int[] numbers) => new(numbers.AsSpan());

    /// <summary>The sizes of a shape.</summary>
    public static implicit operator PerAxis(Shape numbers) => new(numbers.AsSpan());

    /// <summary>The numbers of so many axes.</summary>
    /// <param name="axes">How many there are.</param>
    /// <param name="least">The least that a number may be.</param>
    /// <param name="otherwise">What the default value stands for.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <param name="name">What the numbers are called there.</param>
    /// <exception cref="ShapeException">There are neither one number nor as many as axes, or one is too small.</exception>
    public Shape For(int axes, int least, int otherwise, string operation, string name)
    {
        var given = numbers ?? [otherwise];
        if (given.Length != 1 && given.Length != axes)
            throw new ShapeException($"{operation}: {name} is {this}, {given.Length} numbers; give one for all, or {axes}, " +
                "one for each spatial axis.");
        foreach (int number in given)
            if (number < least)
                throw new ShapeException($"{operation}: {name} is {this}; it must be at least {least}.");
        return given.Length == axes ? given : Enumerable.Repeat(given[0], axes).ToArray();
    }

    /// <inheritdoc/>
    public bool Equals(PerAxis other) => numbers.AsSpan().SequenceEqual(other.numbers.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PerAxis other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int number in numbers ?? [])
            hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>Whether two are equal.</summary>
    public static bool operator ==(PerAxis a, PerAxis b) => a.Equals(b);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(PerAxis a, PerAxis b) => !a.Equals(b);

    /// <summary>The numbers as PyTorch writes them: <c>2</c> or <c>(2, 1)</c>.</summary>
    public override string ToString() => numbers switch
    {
        null => "default",
        [var one] => $"{one}",
        _ => $"({string.Join(", ", numbers)})",
    };

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(numbers ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
