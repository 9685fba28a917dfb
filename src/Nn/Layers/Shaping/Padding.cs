namespace AutoGrad.Nn;

/// <summary>
/// A margin around the last axes as a module, for use in a <see cref="Sequential"/>: <c>Padding.Reflection2d(1)</c>. In a Forward of one's own, call
/// <c>x.Pad(padding, mode)</c> directly. Amounts are given as there, (before, after) for each axis in order, height before width.
/// </summary>
public sealed class Padding : Module<Tensor, Tensor>
{
    private readonly (int Before, int After)[] padding;
    private readonly PadMode mode;
    private readonly double value;

    /// <summary>A margin around the last axes.</summary>
    /// <param name="mode">What it is filled with.</param>
    /// <param name="padding">How much before and after each of the last axes.</param>
    /// <param name="value">The value for <see cref="PadMode.Constant"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public Padding(PadMode mode, ReadOnlySpan<(int Before, int After)> padding, double value = 0)
    {
        foreach (var (before, after) in padding)
            if (before < 0 || after < 0)
                throw new ArgumentOutOfRangeException(nameof(padding), $"Padding: ({before}, {after}) is negative.");
        (this.mode, this.padding, this.value) = (mode, padding.ToArray(), value);
    }

    /// <summary>Zeros around the last axis.</summary>
    public static Padding Zero1d(int amount) => Even(PadMode.Constant, 1, amount);

    /// <summary>Zeros around the last two axes.</summary>
    public static Padding Zero2d(int amount) => Even(PadMode.Constant, 2, amount);

    /// <summary>Zeros around the last three axes.</summary>
    public static Padding Zero3d(int amount) => Even(PadMode.Constant, 3, amount);

    /// <summary>One value around the last axis.</summary>
    public static Padding Constant1d(int amount, double value) => Even(PadMode.Constant, 1, amount, value);

    /// <summary>One value around the last two axes.</summary>
    public static Padding Constant2d(int amount, double value) => Even(PadMode.Constant, 2, amount, value);

    /// <summary>One value around the last three axes.</summary>
    public static Padding Constant3d(int amount, double value) => Even(PadMode.Constant, 3, amount, value);

    /// <summary>The last axis mirrored at its ends.</summary>
    public static Padding Reflection1d(int amount) => Even(PadMode.Reflect, 1, amount);

    /// <summary>The last two axes mirrored at their ends.</summary>
    public static Padding Reflection2d(int amount) => Even(PadMode.Reflect, 2, amount);

    /// <summary>The ends of the last axis repeated.</summary>
    public static Padding Replication1d(int amount) => Even(PadMode.Replicate, 1, amount);

    /// <summary>The ends of the last two axes repeated.</summary>
    public static Padding Replication2d(int amount) => Even(PadMode.Replicate, 2, amount);

    /// <summary>The last axis going round.</summary>
    public static Padding Circular1d(int amount) => Even(PadMode.Circular, 1, amount);

    /// <summary>The last two axes going round.</summary>
    public static Padding Circular2d(int amount) => Even(PadMode.Circular, 2, amount);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has too few axes, or they are too short for the mode.</exception>
    public override Tensor Forward(Tensor x) => x.Pad(padding, mode, value);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant(
        $"{mode}, {string.Join(", ", padding)}{(mode == PadMode.Constant ? FormattableString.Invariant($", value: {value}") : "")}");

    private static Padding Even(PadMode mode, int axes, int amount, double value = 0) =>
        new(mode, Enumerable.Repeat((amount, amount), axes).ToArray(), value);
}
