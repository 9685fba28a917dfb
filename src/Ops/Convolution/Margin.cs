namespace AutoGrad;

/// <summary>
/// How much padding there is around the spatial axes: <c>1</c> on all sides, <c>(2, 1)</c> or <c>[2, 1, 1]</c> for each axis on both sides,
/// <see cref="Of"/> for each side, or <see cref="Same"/>, as much as keeps the sizes.
/// </summary>
public readonly struct Margin : IEquatable<Margin>
{
    private readonly bool same;
    private readonly PerAxis before, after;

    private Margin(PerAxis before, PerAxis after) => (this.before, this.after) = (before, after);

    private Margin(bool same) => this.same = same;

    /// <summary>As much as makes the result as large as the input, for stride 1; where it is odd, one more behind.</summary>
    public static Margin Same { get; } = new(true);

    /// <summary>None.</summary>
    public static Margin Valid => default;

    /// <summary>Other numbers before the first element than after the last.</summary>
    public static Margin Of(PerAxis before, PerAxis after) => new(before, after);

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    public bool IsSame => same;

    /// <summary>As much on all sides.</summary>
    public static implicit operator Margin(int amount) => new(amount, amount);

    /// <summary>So much on both sides of each of two axes.</summary>
    public static implicit operator Margin((int, int) amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each of three axes.</summary>
    public static implicit operator Margin((int, int, int) amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each axis.</summary>
    public static implicit operator Margin(int[] amounts) => new(amounts, amounts);

    /// <summary>So much on both sides of each axis.</summary>
    public static implicit operator Margin(PerAxis amounts) => new(amounts, amounts);

    /// <summary>PyTorch's words: "same" or "valid".</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static implicit operator Margin(string word) => word switch
    {
        "same" => Same,
        "valid" => Valid,
        _ => throw new ArgumentException($"The padding \"{word}\" is neither \"same\" nor \"valid\", nor a number."),
    };

    /// <summary>The amounts before and after along each axis.</summary>
    /// <param name="kernel">The size of the kernel.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="dilation">Its dilation.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ShapeException">There are too few or too many numbers, one is negative, or the stride does not let sizes be kept.</exception>
    public (Shape Before, Shape After) For(Shape kernel, Shape stride, Shape dilation, string operation)
    {
        int axes = kernel.Rank;
        if (!same)
            return (before.For(axes, 0, 0, operation, "the padding"), after.For(axes, 0, 0, operation, "the padding"));
        int[] first = new int[axes], last = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            if (stride[i] != 1)
                throw new ShapeException($"{operation}: padding \"same\" keeps sizes only with stride 1, and the stride is {stride}. " +
                    "Give the amount in numbers.");
            int total = dilation[i] * (kernel[i] - 1);
            (first[i], last[i]) = (total / 2, total - total / 2);
        }
        return (first, last);
    }

    /// <inheritdoc/>
    public bool Equals(Margin other) => same == other.same && before == other.before && after == other.after;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Margin other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(same, before, after);

    /// <summary>Whether two are equal.</summary>
    public static bool operator ==(Margin a, Margin b) => a.Equals(b);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(Margin a, Margin b) => !a.Equals(b);

    /// <summary>The amounts: <c>1</c>, <c>(2, 1)</c>, <c>same</c>.</summary>
    public override string ToString() =>
        same ? "same" : before.IsDefault && after.IsDefault ? "0" : before == after ? $"{before}" : $"{before} before and {after} after";
}
