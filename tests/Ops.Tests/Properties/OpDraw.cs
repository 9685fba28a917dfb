using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

/// <summary>
/// What FsCheck draws for one test of an operation: numbers from which a row of <see cref="OpSamples"/> makes the operation and its inputs.
/// </summary>
/// <param name="Sizes">Sizes of axes, 0 to 3.</param>
/// <param name="Choices">Numbers for everything else that is to be chosen: ranks, axes, flags, indices.</param>
/// <param name="Layouts">The inputs' layouts.</param>
/// <param name="Seed">The seed of the inputs' values. 0 is for the simplest values there are, −n for those after the first n.</param>
/// <param name="Digits">How many decimals they have.</param>
public sealed record OpDraw(int[] Sizes, int[] Choices, PointLayout[] Layouts, int Seed, int Digits)
{
    private const int MostSizes = 4, MostChoices = 8, MostInputs = 3, SimplePoints = 6;

    public static Arbitrary<OpDraw> Arbitrary { get; } = Arb.From(
        from sizes in Gen.ArrayOf(Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Constant(1)), (4, Gen.Constant(2)), (2, Gen.Constant(3))), MostSizes)
        from choices in Gen.ArrayOf(Gen.Choose(0, 59), MostChoices)
        from layouts in Gen.ArrayOf(Gen.Elements(Enum.GetValues<PointLayout>()), MostInputs)
        from seed in Gen.Choose(1, 1_000_000)
        select new OpDraw(sizes, choices, layouts, seed, 6),
        Shrink);

    /// <summary>Smaller draws: first in shape, then in layout and choice, then with simpler values.</summary>
    private static IEnumerable<OpDraw> Shrink(OpDraw draw)
    {
        foreach (var sizes in Lower(draw.Sizes, least: 1))
        {
            // With other values too, for the few that are left may not show the mistake.
            yield return draw with { Sizes = sizes };
            for (int other = 0; other < SimplePoints; other++)
                yield return draw with { Sizes = sizes, Seed = -other, Digits = 0 };
        }
        for (int i = 0; i < draw.Layouts.Length; i++)
            if (draw.Layouts[i] != PointLayout.Contiguous)
                yield return draw with { Layouts = [.. draw.Layouts[..i], PointLayout.Contiguous, .. draw.Layouts[(i + 1)..]] };
        foreach (var choices in Lower(draw.Choices, least: 0))
            yield return draw with { Choices = choices };
        for (int simple = 0; simple < (draw.Seed > 0 || draw.Digits > 0 ? SimplePoints : -draw.Seed); simple++)
            yield return draw with { Seed = -simple, Digits = 0 };
        if (draw.Digits > 0)
            yield return draw with { Digits = draw.Digits - 1 };
    }

    private static IEnumerable<int[]> Lower(int[] numbers, int least)
    {
        for (int i = 0; i < numbers.Length; i++)
            foreach (int lower in new[] { least, numbers[i] / 2, numbers[i] - 1 }.Distinct().Where(n => n >= least && n < numbers[i]))
                yield return [.. numbers[..i], lower, .. numbers[(i + 1)..]];
    }

    public override string ToString() =>
        $"sizes [{string.Join(", ", Sizes)}], choices [{string.Join(", ", Choices)}], layouts [{string.Join(", ", Layouts)}], seed {Seed}, {Digits} digits";
}

/// <summary>Reads a draw from beginning to end.</summary>
public sealed class Draws(OpDraw draw)
{
    private int sizes, choices;

    /// <summary>The next size, 0 to 3.</summary>
    public int Size() => draw.Sizes[sizes++ % draw.Sizes.Length];

    /// <summary>The next size, but at least 1.</summary>
    public int Some() => Math.Max(1, Size());

    /// <summary>A shape of the next sizes.</summary>
    public Shape Shape(int rank) => new(Enumerable.Range(0, rank).Select(_ => Size()).ToArray().AsSpan());

    /// <summary>A shape of as many axes as the next choice says, from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public Shape AnyShape(int least = 0, int most = 3) => Shape(least + Choose(most - least + 1));

    /// <summary>A number from 0 to count − 1.</summary>
    public int Choose(int count) => draw.Choices[choices++ % draw.Choices.Length] % count;

    public bool Flag() => Choose(2) == 1;

    /// <summary>A shape that broadcasts to the given one: some axes of size 1, some leading ones gone.</summary>
    public Shape Part(Shape whole)
    {
        int leave = Choose(3) == 2 && whole.Rank > 0 ? 1 : 0, mask = Choose(8);
        return new(whole.Skip(leave).Select((size, i) => (mask >> i & 1) == 0 ? size : 1).ToArray().AsSpan());
    }

    /// <summary>Some axes of a shape, perhaps all or none, perhaps as negative numbers.</summary>
    public Axes Axes(Shape shape)
    {
        int mask = Choose(1 << shape.Rank), sign = Choose(2) * shape.Rank;
        return mask == 0 && Flag() ? default : new Axes(Enumerable.Range(0, shape.Rank).Where(i => (mask >> i & 1) == 1).Select(i => i - sign).ToArray());
    }

    /// <summary>True here and there.</summary>
    public Tensor Mask(Shape shape)
    {
        int from = Choose(60);
        return Tensor.Of<bool>(Enumerable.Range(0, shape.ElementCount).Select(i => (from + i * 7) % 5 < 2).ToArray(), shape);
    }

    /// <summary>Indices from −size or 0 to size − 1, repetitions among them.</summary>
    public Tensor Indices(Shape shape, int size, bool negative = true)
    {
        int from = Choose(60), low = negative ? -size : 0;
        return Tensor.Of<long>(Enumerable.Range(0, shape.ElementCount).Select(i => (long)(low + (from + i * 7) % (size - low))).ToArray(), shape);
    }
}
