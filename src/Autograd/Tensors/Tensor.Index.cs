using System.Runtime.CompilerServices;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>In an index, a new axis of size 1: <c>x[.., Tensor.NewAxis]</c>.</summary>
    public static TensorIndex NewAxis => TensorIndex.NewAxis;

    /// <summary>In an index, all the axes that the other entries leave: <c>x[Tensor.Ellipsis, 0]</c>.</summary>
    public static TensorIndex Ellipsis => TensorIndex.Ellipsis;

    private Tensor Part(ReadOnlySpan<TensorIndex> index)
    {
        var picked = new List<(int Axis, Tensor Index)>();
        var view = BasicView(index, picked);
        return picked.Count == 0 ? view : Pick(view, picked);
    }

    private void Assign(ReadOnlySpan<TensorIndex> index, Tensor value, string? file = null, int line = 0)
    {
        const string by = "Index assignment";
        ArgumentNullException.ThrowIfNull(value);
        bool recorded = IsRecordedWrite(value, by);
        var picked = new List<(int Axis, Tensor Index)>();
        var view = Detach().BasicView(index, picked);
        if (!recorded)
            value = value.Detach();
        if (picked.Count == 0)
        {
            view.RequireBroadcast(value, by);
            if (recorded)
            {
                WriteHistory.Write(this, view, Own(value).To(DType).Expand(view.shape), by, file, line);
                return;
            }
            if (SharesMemoryWith(value))
                value = value.Clone();
            MarkWritten(by, file, line);
            view.CopyCore(value);
            return;
        }
        var places = Pick(view.Places(), picked);
        places.RequireBroadcast(value, by);
        if (recorded)
        {
            WriteHistory.Write(this, view, Replaced(index, view, places, value), by, file, line);
            return;
        }
        value = Cast.Convert(value.Expand(places.shape), DType);
        MarkWritten(by, file, line);
        var at = places.AsReadOnlySpan<long>();
        switch (DType.Size)
        {
            case 1: Scatter<byte>(view, at, value); break;
            case 4: Scatter<int>(view, at, value); break;
            default: Scatter<long>(view, at, value); break;
        }
    }

    /// <summary>The part that an index without its tensors names, with the values at the places that the tensors pick.</summary>
    private Tensor Replaced(ReadOnlySpan<TensorIndex> index, Tensor view, Tensor places, Tensor value)
    {
        // Of the old elements and the new ones, which come after them, each place takes one: the last that is written to it.
        int count = view.ElementCount;
        var numbers = new Dictionary<long, int>();
        var standing = view.Places().AsReadOnlySpan<long>();
        for (int i = 0; i < count; i++)
            numbers[standing[i]] = i;
        var taken = new long[count];
        for (int i = 0; i < count; i++)
            taken[i] = i;
        var written = places.AsReadOnlySpan<long>();
        for (int i = 0; i < written.Length; i++)
            taken[numbers[written[i]]] = count + i;
        var old = BasicView(index, []).Flatten();
        return Cat([old, value.To(DType).Expand(places.shape).Flatten()]).IndexSelect(0, Adopt(taken, [count])).Reshape(view.shape);
    }

    /// <summary>Applies all entries but tensors, which are left for <see cref="Pick"/> with the axes they stand at.</summary>
    private Tensor BasicView(ReadOnlySpan<TensorIndex> index, List<(int Axis, Tensor Index)> picked)
    {
        int consumed = 0, ellipses = 0;
        foreach (var entry in index)
        {
            consumed += entry.Consumes;
            ellipses += entry.Kind == TensorIndex.IndexKind.Ellipsis ? 1 : 0;
        }
        if (ellipses > 1)
            throw new IndexException("Index: an index can hold one Ellipsis only.");
        if (consumed > Rank)
            throw new IndexException($"Index: {consumed} entries index shape {shape}, which has {Rank} axes.");

        var view = this;
        int axis = 0;
        foreach (var entry in index)
        {
            switch (entry.Kind)
            {
                case TensorIndex.IndexKind.Position:
                    view = view.Select(axis, entry.Position);
                    break;
                case TensorIndex.IndexKind.Range:
                    view = view.Slice(axis++, entry.Range);
                    break;
                case TensorIndex.IndexKind.NewAxis:
                    view = view.Unsqueeze(axis++);
                    break;
                case TensorIndex.IndexKind.Ellipsis:
                    axis += Rank - consumed;
                    break;
                default:
                    foreach (var positions in Positions(entry.Tensor!, view.shape, axis))
                        picked.Add((axis++, positions));
                    break;
            }
        }
        return view;
    }

    /// <summary>Positions along each axis that a tensor entry stands for: itself, or where a mask is true.</summary>
    private static IEnumerable<Tensor> Positions(Tensor index, Shape shape, int axis)
    {
        if (index.DType.IsFloatingPoint)
            throw new DTypeException($"Index: a {index.DType} tensor cannot be an index; use whole numbers for positions or Bool for a mask.");
        if (index.DType != DType.Bool)
            return [index.To(DType.Int64)];
        for (int i = 0; i < index.Rank; i++)
            if (index.shape[i] != shape[axis + i])
                throw new ShapeException($"Index: the mask is {index.shape} and what it masks {shape}; " +
                    $"from axis {axis} on their sizes must be equal.");
        if (index.IsBatched)
            throw new AutogradException(
                $"Index: the mask {index.shape} differs over the batch of a VMap and would pick another number of elements in each " +
                "sample. Use Tensor.Where(mask, x, 0), or index outside VMap.");
        var flags = index.Contiguous().AsReadOnlySpan<bool>();
        var found = new List<long>();
        for (int i = 0; i < flags.Length; i++)
            if (flags[i])
                found.Add(i);
        var positions = new Tensor[index.Rank];
        long step = flags.Length;
        for (int i = 0; i < positions.Length; i++)
        {
            int size = index.shape[i];
            step = size == 0 ? step : step / size;
            var along = new long[found.Count];
            for (int j = 0; j < along.Length; j++)
                along[j] = found[j] / step % size;
            positions[i] = Adopt(along, [along.Length]);
        }
        return positions;
    }

    /// <summary>Picks elements by tensors of positions, which are broadcast together.</summary>
    private static Tensor Pick(Tensor view, List<(int Axis, Tensor Index)> picked)
    {
        var shape = picked[0].Index.shape;
        foreach (var (_, index) in picked)
            if (!AutoGrad.Shape.TryBroadcast(shape, index.shape, out shape))
                throw new ShapeException($"Index: index tensors of shapes {string.Join(" and ", picked.Select(static p => p.Index.shape))} do not " +
                    "broadcast together.");

        // One axis that runs over all combinations of the picked ones, and one number per pick.
        var axes = picked.Select(static p => p.Axis).ToArray();
        bool neighbours = axes[^1] - axes[0] == axes.Length - 1;
        int at = neighbours ? axes[0] : 0;
        var rest = Enumerable.Range(0, view.Rank).Except(axes).ToList();
        rest.InsertRange(at, axes);
        var order = rest.ToArray();
        var moved = order.AsSpan().SequenceEqual(Enumerable.Range(0, view.Rank).ToArray()) ? view : view.Permute(order);
        var places = new IndexPositions(view.shape, axes).Apply([.. picked.Select(static p => p.Index)]);
        int combined = 1;
        foreach (int axis in axes)
            combined *= view.shape[axis];
        var joined = moved.Reshape(new Shape([.. moved.shape.AsSpan()[..at], combined, .. moved.shape.AsSpan()[(at + axes.Length)..]]));
        var result = new IndexSelect(at).Apply(joined, places.Reshape([places.ElementCount]));
        return result.Reshape(new Shape([.. result.shape.AsSpan()[..at], .. shape, .. result.shape.AsSpan()[(at + 1)..]]));
    }

    /// <summary>Where in memory each element lies, relative to the first.</summary>
    private Tensor Places()
    {
        var places = new long[ElementCount];
        var layout = new Layout(this, shape);
        if (places.Length > 0)
            layout.Seek(0);
        for (int at = 0; at < places.Length;)
        {
            int count = layout.Next(places.Length - at, out int first);
            for (int i = 0; i < count; i++)
                places[at++] = first + i * layout.InnerStride;
        }
        return Adopt(places, shape);
    }

    private static void Scatter<T>(Tensor view, ReadOnlySpan<long> places, Tensor value) where T : unmanaged
    {
        var to = view.Memory<T>();
        var from = value.Span<T>();
        for (int i = 0; i < from.Length; i++)
            to[(int)places[i]] = from[i];
    }
}
