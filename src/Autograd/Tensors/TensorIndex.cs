namespace AutoGrad;

/// <summary>
/// One entry of an index, as in <c>x[1..^1, .., 0]</c>: a position, a range, a tensor of positions, a mask, <see cref="Tensor.NewAxis"/> or
/// <see cref="Tensor.Ellipsis"/>.
/// </summary>
public readonly struct TensorIndex
{
    internal enum IndexKind : byte
    {
        Position,
        Range,
        Tensor,
        NewAxis,
        Ellipsis,
    }

    private TensorIndex(IndexKind kind, Range range = default, Tensor? tensor = null) => (Kind, Range, Tensor) = (kind, range, tensor);

    internal static TensorIndex NewAxis => new(IndexKind.NewAxis);

    internal static TensorIndex Ellipsis => new(IndexKind.Ellipsis);

    internal IndexKind Kind { get; }

    internal Range Range { get; }

    internal Index Position => Range.Start;

    internal Tensor? Tensor { get; }

    /// <summary>How many axes of the indexed tensor the entry stands for; an ellipsis for as many as are left.</summary>
    internal int Consumes => Kind switch
    {
        IndexKind.NewAxis or IndexKind.Ellipsis => 0,
        IndexKind.Tensor when Tensor!.DType == DType.Bool => Tensor.Rank,
        _ => 1,
    };

    /// <summary>A position; negative counts from the end.</summary>
    public static implicit operator TensorIndex(int position) =>
        new(IndexKind.Position, (position < 0 ? new Index(-Math.Max(position, -int.MaxValue), true) : position)..);

    /// <summary>A position, possibly from the end.</summary>
    public static implicit operator TensorIndex(Index position) => new(IndexKind.Position, position..);

    /// <summary>A range.</summary>
    public static implicit operator TensorIndex(Range range) => new(IndexKind.Range, range);

    /// <summary>A tensor of positions, or a mask.</summary>
    public static implicit operator TensorIndex(Tensor tensor) =>
        new(IndexKind.Tensor, tensor: tensor ?? throw new ArgumentNullException(nameof(tensor)));
}
