namespace AutoGrad;

/// <summary>
/// Arrays of sizes and strides, which nobody writes to and tensors may therefore share. Those of one and two numbers are remembered, for a program
/// meets the same few again and again.
/// </summary>
internal static class Numbers
{
    private const int Remembered = 256;

    private static readonly int[]?[] vectors = new int[]?[Remembered], matrices = new int[]?[Remembered];

    /// <summary>The strides of a vector.</summary>
    public static int[] One { get; } = [1];

    public static int[] Of(ReadOnlySpan<int> numbers) => numbers.Length switch
    {
        1 => Of(numbers[0]),
        2 => Of(numbers[0], numbers[1]),
        _ => numbers.ToArray(),
    };

    public static int[] Of(int number)
    {
        ref var known = ref vectors[(uint)number % Remembered];
        return known is { } array && array[0] == number ? array : known = [number];
    }

    public static int[] Of(int first, int second)
    {
        ref var known = ref matrices[((uint)first * 31 + (uint)second) % Remembered];
        return known is { } array && array[0] == first && array[1] == second ? array : known = [first, second];
    }
}
