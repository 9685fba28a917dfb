namespace AutoGrad;

public partial class Tensor
{
    /// <summary>
    /// The same values under another shape, sharing memory; as <see cref="Reshape(ReadOnlySpan{int})"/> where that does not copy, and an error where
    /// it would. One size may be −1 and is worked out.
    /// </summary>
    /// <exception cref="ShapeException">The element counts differ, or no strides show the values in that order.</exception>
    public Tensor View(params ReadOnlySpan<int> sizes)
    {
        var y = Reshape(sizes);
        return IsBatched || y.SharesMemoryWith(this) ? y : throw new ShapeException(
            $"View: a {shape} tensor with strides [{string.Join(", ", strides)}] has no view of shape {y.shape}; use Reshape, which copies, or " +
            "Contiguous() first.");
    }
}
