namespace AutoGrad;

/// <summary>
/// How much padding there is around the spatial axes: <c>1</c> on all sides, <c>(2, 1)</c> or <c>[2, 1, 1]</c> for each axis on both sides,
/// <see cref="Of"/> for each side, or <see cref="Same"/>, as much as keeps the sizes.
/// </summary>
public readonly struct Padding : IEquatable<Padding>
{
    private readonly bool same;
    private readonly PerAxis before, after;

    private Padding(PerAxis before, PerAxis after) => (this.before, this.after) = (before, after);

    private Padding(bool same) => this.same = same;

    /// <summary>As much as makes the result as large as the input, for stride 1; where it is odd, one more behind.</summary>
    public static Padding Same { get; } = new(true);

    /// <summary>None.</summary>
    public static Padding Valid => default;

    /// <summary>Other numbers before the first element than after the last.</summary>
    public static Padding Of(PerAxis before, PerAxis after) => new(before, after);

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    public bool IsSame => same;

    /// <summary>As much on all sides.</summary>
    public static implicit operator Padding(int amount) => new(amount, amount);

    /// <summary>So much on both sides of each of two axes.</summary>
    public static implicit operator Padding((int, int) amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each of three axes.</summary>
    public static implicit operator Padding((int, int, int) amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each axis.</summary>
    public static implicit operator Padding(int[] amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each axis.</summary>
    public static implicit operator Padding(PerAxis amounts) => new(amounts, amounts);

    /// <summary>PyTorch's words: "same" or "valid".</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static implicit operator Padding(string word) => word switch
    {
        "same" => Same,
        "valid" => Valid,
        _ => throw new ArgumentException($"The padding \"{word}\" is neither \"same\" nor \"valid\", nor a number."),
    };

    /// <summary>The amounts before and after along so many axes.</summary>
    /// <exception cref="ShapeException">There are too few or too many numbers, one is negative, or the stride does not let sizes be kept.</exception>
    internal (Shape Before, Shape After) Resolve(string operation, Shape kernel, Shape stride, Shape dilation)
    {
        int axes = kernel.Rank;
        if (!same)
            return (before.Resolve(axes, 0, 0, operation, "the padding"), after.Resolve(axes, 0, 0, operation, "the padding"));
        int[] first = new int[axes], last = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            if (stride[i] != 1)
                throw new ShapeException($"{operation}: padding \"same\" keeps sizes only with stride 1, and the stride is {stride}. Give the amount in numbers.");
            int total = dilation[i] * (kernel[i] - 1);
            (first[i], last[i]) = (total / 2, total - total / 2);
        }
        return (first, last);
    }

    /// <inheritdoc/>
    public bool Equals(Padding other) => same == other.same && before == other.before && after == other.after;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Padding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(same, before, after);

    /// <summary>Whether two are equal.</summary>
    public static bool operator ==(Padding a, Padding b) => a.Equals(b);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(Padding a, Padding b) => !a.Equals(b);

    /// <summary>The amounts: <c>1</c>, <c>(2, 1)</c>, <c>same</c>.</summary>
    public override string ToString() =>
        same ? "same" : before.IsDefault && after.IsDefault ? "0" : before == after ? $"{before}" : $"{before} before and {after} after";
}
