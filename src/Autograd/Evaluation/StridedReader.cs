namespace AutoGrad;

/// <summary>
/// Reads a tensor, broadcast to a target shape, as if it lay there contiguously: a block at a time, without a copy where the block does lie so in
/// memory.
/// </summary>
internal ref struct StridedReader<T> where T : unmanaged
{
    /// <summary>The most elements that are read at once; two operands and a result of this many doubles fit the first-level cache.</summary>
    public const int BlockSize = 1024;

    private readonly ReadOnlySpan<T> memory;
    private readonly Span<T> scratch;
    private Layout layout;
    private readonly bool direct;
    private bool filled;

    /// <summary>A reader for whole-range <see cref="Read"/>s.</summary>
    public StridedReader(Tensor tensor, Shape target) : this(tensor, target, default)
    {
    }

    /// <summary>A reader for <see cref="Load"/>s of up to <see cref="BlockSize"/> elements.</summary>
    /// <param name="tensor">Of the dtype of <typeparamref name="T"/>, or a single value of any dtype.</param>
    /// <param name="target">The shape to broadcast to.</param>
    /// <param name="scratch">Space for a block.</param>
    public StridedReader(Tensor tensor, Shape target, Span<T> scratch)
    {
        this.scratch = scratch;
        if (tensor.ElementCount == 1 && !scratch.IsEmpty)
        {
            scratch.Fill(tensor.Item<T>());
            filled = true;
            return;
        }
        memory = tensor.Memory<T>();
        layout = new(tensor, target);
        direct = layout.Rank == 1 && layout.InnerStride == 1;
        if (layout.Rank == 2 && layout.Stride(0) == 0 && layout.InnerSize <= BlockSize)
            Period = layout.InnerSize;
    }

    /// <summary>After how many elements the values repeat, where a block can hold that many; else 0.</summary>
    public int Period { get; }

    /// <summary>The elements from <paramref name="start"/> on. Where <see cref="Period"/> is not 0, blocks begin at multiples of it or all are
    /// re-read.</summary>
    public ReadOnlySpan<T> Load(int start, int count)
    {
        if (direct)
            return memory.Slice(start, count);
        if (filled)
            return scratch[..count];
        if (layout.InnerStride == 1 && Period == 0)
        {
            int inner = layout.InnerSize, within = start % inner;
            if (within + count <= inner)
            {
                layout.Seek(start);
                layout.Next(count, out int first);
                return memory.Slice(first, count);
            }
        }
        Read(start, scratch[..count]);
        return scratch[..count];
    }

    /// <summary>Loads a block that every later block equals, because blocks are whole numbers of periods.</summary>
    public void FillPeriodic(int blockSize)
    {
        if (Period == 0 || blockSize % Period != 0)
            return;
        Read(0, scratch[..Period]);
        for (int at = Period; at < blockSize; at += Period)
            scratch[..Period].CopyTo(scratch[at..]);
        filled = true;
    }

    /// <summary>Copies the elements from <paramref name="start"/> on.</summary>
    public void Read(int start, scoped Span<T> destination)
    {
        layout.Seek(start);
        int stride = layout.InnerStride;
        while (!destination.IsEmpty)
        {
            if (stride == 1 && ShortRows.Fit<T>(layout.InnerSize) && layout.NextRows(destination.Length, out int from) is > 0 and var rows)
            {
                ShortRows.Copy(memory[from..], layout.Stride(layout.Rank - 2), destination, rows, layout.InnerSize);
                destination = destination[(rows * layout.InnerSize)..];
                continue;
            }
            int count = layout.Next(destination.Length, out int first);
            if (stride == 1)
                memory.Slice(first, count).CopyTo(destination);
            else if (stride == 0)
                destination[..count].Fill(memory[first]);
            else
                for (int i = 0, at = first; i < count; i++, at += stride)
                    destination[i] = memory[at];
            destination = destination[count..];
        }
    }
}
