namespace AutoGrad;

/// <summary>
/// A vector of zeros, with element (i, j, …) of the input added at Offset + i·Strides[0] + j·Strides[1] + …. Its transpose is
/// <see cref="AsStrided"/>.
/// </summary>
/// <param name="Offset">Where the first element goes.</param>
/// <param name="Strides">How far apart neighbours along each axis go; 0 where they are summed.</param>
/// <param name="Size">The size of the vector.</param>
public sealed record PlaceStrided(int Offset, Shape Strides, int Size) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        AsStrided.Check(Name, [Size], Offset, x.Shape, Strides);
        var y = Tensor.Zeros([Size], x.DType);
        int[] sizes = x.Shape.AsSpan().ToArray();
        for (int i = 0; i < sizes.Length; i++)
            if (Strides[i] == 0)
                sizes[i] = Math.Min(sizes[i], 1);
        var single = new Shape(sizes.AsSpan());
        y.View(single, Strides.Array, Offset).CopyCore(single == x.Shape ? x : new SumTo(single).Apply(x));
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new AsStrided(Offset, shape, Strides).Apply(gradient);
}
