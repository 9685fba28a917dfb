namespace AutoGrad;

/// <summary>
/// A view of a vector: element (i, j, …) of the result is element Offset + i·Strides[0] + j·Strides[1] + … of the input. Axes of stride 0 repeat;
/// apart from them no element appears twice. Its transpose is <see cref="PlaceStrided"/>.
/// </summary>
/// <param name="Offset">Where the first element stands.</param>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Strides">How far apart neighbours along each axis stand.</param>
public sealed record AsStrided(int Offset, Shape Shape, Shape Strides) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        Check(Name, x.Shape, Offset, Shape, Strides);
        return x.Contiguous().View(Shape, Strides.Array, Offset);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new PlaceStrided(Offset, Strides, shape[0]).Apply(gradient);

    /// <summary>Whether no two elements stand in the same place, but for axes of stride 0.</summary>
    internal static bool IsDistinct(Shape shape, ReadOnlySpan<int> strides)
    {
        Span<(int Stride, int Size)> axes = stackalloc (int, int)[Shape.MaxRank];
        int count = 0;
        for (int i = 0; i < shape.Rank; i++)
            if (shape[i] > 1 && strides[i] != 0)
                axes[count++] = (strides[i], shape[i]);
        axes = axes[..count];
        axes.Sort();
        long reach = 0;
        foreach (var (stride, size) in axes)
        {
            if (stride <= reach)
                return false;
            reach += (long)(size - 1) * stride;
        }
        return true;
    }

    /// <summary>Checks that a strided part lies within a vector and shows no element twice.</summary>
    /// <exception cref="ShapeException">It does not.</exception>
    internal static void Check(string name, Shape vector, int offset, Shape shape, Shape strides)
    {
        long last = offset;
        for (int i = 0; i < shape.Rank && i < strides.Rank; i++)
            last += (shape[i] - 1L) * strides[i];
        bool isWithin = vector.Rank == 1 && shape.Rank == strides.Rank && offset >= 0 && (shape.ElementCount == 0 || last < vector[0]);
        if (!isWithin || !IsDistinct(shape, strides.AsSpan()))
            throw new ShapeException(
                $"{name}: shape {shape} with strides {strides} from {offset} on is no part of a {vector} tensor; it must be a vector, " +
                "the strides one an axis, every element within it, and none twice but along axes of stride 0.");
    }
}
