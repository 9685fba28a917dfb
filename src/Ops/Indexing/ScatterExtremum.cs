namespace AutoGrad;

/// <summary>
/// The greatest or the least of what goes to each place of a vector: inputs x [n], source [m] and Int64 places [m]; y[p] is that of x[p] and all
/// source[j] with places[j] = p. NaN wins. The gradient is shared evenly among ties.
/// </summary>
/// <param name="Greatest">Whether the greatest, else the least.</param>
/// <param name="IncludeSelf">Whether x takes part where something goes.</param>
public sealed record ScatterExtremum(bool Greatest, bool IncludeSelf = true) : Op
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = inputs[0].Clone(), source = inputs[1].Contiguous(), places = inputs[2].Contiguous();
        Indices.RequireWithin(places, y.Shape, 0, Name);
        switch (y.DType)
        {
            case DType.Float32: Run<float>(source, places, y); break;
            case DType.Float64: Run<double>(source, places, y); break;
            case DType.Int64: Run<long>(source, places, y); break;
            case DType.Int32: Run<int>(source, places, y); break;
            case DType.Byte: Run<byte>(source, places, y); break;
            default: throw new DTypeException("ScatterReduce: the tensor is Bool; convert with .To(DType.Byte).");
        }
        return y;
    }

    private void Run<T>(Tensor source, Tensor places, Tensor y) where T : unmanaged, System.Numerics.INumber<T>
    {
        var fresh = new bool[y.ElementCount];
        fresh.AsSpan().Fill(!IncludeSelf);
        GatherKernels.Extremes(source.AsReadOnlySpan<T>(), places.AsReadOnlySpan<long>(), y.AsSpan<T>(), fresh, Greatest);
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var places = saved[2];
        var (own, others) = Winners(saved);
        var share = gradient / (own + new ScatterAdd(0, own.Shape[0]).Apply(others, places));
        return input == 0 ? own * share : others * new Gather(0).Apply(share, places);
    }

    /// <summary>1 where an element of x, or of the source, is the result or ties with it, else 0.</summary>
    private (Tensor Own, Tensor Others) Winners(Saved saved)
    {
        Tensor x = saved[0], places = saved[2], y = saved.Output, won = Same(x, y);
        if (!IncludeSelf)
            won = won & new ScatterAdd(0, x.Shape[0]).Apply(Tensor.OnesLike(places), places).EqualTo(0);
        return (won.To(y.DType), Same(saved[1], new Gather(0).Apply(y.Detach(), places)).To(y.DType));
    }

    private static Tensor Same(Tensor a, Tensor b) => a.EqualTo(b) | a.IsNaN() & b.IsNaN();

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(
        inputs[0].Flatten(), inputs[1].Flatten(), new RowOffsets(inputs.ShapeOf(0)[0]).Apply(inputs[2]).Flatten()).Reshape(inputs[0].Shape);
}
