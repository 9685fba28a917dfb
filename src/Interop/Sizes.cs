namespace AutoGrad.Interop;

/// <summary>Shapes as files declare them.</summary>
internal static class Sizes
{
    /// <summary>The shape of the given sizes, if a tensor can have it.</summary>
    public static Shape Of(ReadOnlySpan<long> sizes, string name, Failure fail)
    {
        var small = new int[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
            small[i] = sizes[i] <= int.MaxValue
                ? (int)sizes[i]
                : throw fail($"{name} has the size {sizes[i]}; a tensor holds at most {int.MaxValue} elements.");
        try
        {
            return small;
        }
        catch (ShapeException reason)
        {
            throw fail($"{name} has a shape that no tensor has. {reason.Message}", reason);
        }
    }
}
