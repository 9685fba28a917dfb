using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>
/// A correlation of images with filters: for every image, group and channel q of the result y[q, p] = Σ over channels r and taps t of w[r, q, t] ·
/// x[r, p + t]. It is the product of filters and patches of the image, computed by the kernels of the matrix product, which find the patches in the
/// padded image by a walk from tap to tap; they are never written down.
/// </summary>
/// <remarks>
/// There are two ways: vectors of neighbouring pixels, for wide images, and vectors of channels, for narrow ones with many; the latter's results
/// have to be
/// transposed. Which is taken follows from the shapes. Every element is summed in one order however the work is cut.
/// </remarks>
internal sealed class Correlation<T, TVector, TSimd> where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>What is worth a chunk, in multiplications: some ten microseconds.</summary>
    private const long ChunkWork = 1 << 20;

    /// <summary>From how many elements of the filters on their copying is spread over threads.</summary>
    private const int PackWork = 1 << 14;

    /// <summary>How many results in vectors of channels are computed before they are transposed.</summary>
    private const int Together = 8192;

    /// <summary>The greatest depth of a block in vectors of channels: two vectors wide it takes half of a first-level cache.</summary>
    private const int MostDepth = 200;

    private readonly Tensor source, result;
    private readonly Tensor? bias;
    private readonly Filters filters;
    private readonly CorrelationAxis[] axes;
    private readonly PaddedImage image;
    private readonly bool alongPixels;
    private readonly int width, depth, panels, runs, sourceSize, rows1, rows2, plane;
    private readonly int[] offsets, walk, kernels;
    private Tensor? packed;

    public Correlation(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes)
    {
        (this.source, this.filters, this.bias, this.result, this.axes) = (source, filters, bias, result, axes);
        int[] sizes = Correlations.Sizes(result.Shape), from = Correlations.Sizes(source.Shape);
        (rows1, rows2, plane) = (sizes[1], sizes[2], sizes[0] * sizes[1] * sizes[2]);
        sourceSize = from[0] * from[1] * from[2];
        runs = axes[0].Count * axes[1].Count;
        int taps = axes[0].Taps.Length * axes[1].Taps.Length * axes[2].Taps.Length, channels = filters.Channels;
        depth = filters.Reduced * taps;
        alongPixels = EfficiencyAlongPixels(channels, axes[2].Count) >= EfficiencyAlongChannels(channels, axes[2].Count) * depth / (depth + 12);
        image = new(filters.Reduced, from, axes, alongPixels);
        offsets = new int[depth];
        kernels = Offsets(taps);
        walk = new int[depth];
        for (int k = 0; k + 1 < depth; k++)
            walk[k] = offsets[k + 1] - offsets[k];
        width = alongPixels ? GemmTiles<T, TVector, TSimd>.Cut(channels).Rows : channels <= TSimd.Count ? TSimd.Count : Width;
        panels = (channels + width - 1) / width;
    }

    private static int Width => GemmTiles<T, TVector, TSimd>.Width;

    /// <summary>Computes every element that the axes speak of.</summary>
    public void Compute()
    {
        using var scope = new TensorScope();
        packed = Tensor.Empty([filters.Groups * panels * width * depth], source.DType);
        if (packed.ElementCount < PackWork)
            for (int part = 0; part < filters.Groups * panels; part++)
                Pack(part);
        else
            Threads.For(filters.Groups * panels, Pack);
        int units = source.Shape[0] * filters.Groups;
        long work = (long)runs * axes[2].Count * filters.Channels * (depth + 8);
        if (Threads.Count == 1 || work * units < 2 * ChunkWork)
            Units(0, units);
        else if (units >= 2 * Threads.Count)
            SpreadUnits(units, (int)Math.Clamp(ChunkWork / work, 1, units / (2 * Threads.Count)));
        else
            for (int unit = 0; unit < units; unit++)
                SpreadRuns(unit, (int)Math.Clamp(work / ChunkWork, 1, 4 * Threads.Count));
    }

    private void Pack(int part) =>
        filters.Pack(part / panels, part % panels, kernels, packed!.AsSpan<T>().Slice(part * width * depth, width * depth), width);

    /// <summary>How much of the processor's multiplications would count if vectors held pixels.</summary>
    private static double EfficiencyAlongPixels(int channels, int pixels) =>
        TileEfficiency(GemmTiles<T, TVector, TSimd>.Cut(channels).Rows, pixels > TSimd.Count ? 2 : 1) * pixels / RoundedUp(pixels);

    /// <summary>How much of the processor's multiplications would count if vectors held channels.</summary>
    private static double EfficiencyAlongChannels(int channels, int pixels) =>
        TileEfficiency(GemmTiles<T, TVector, TSimd>.Cut(pixels).Rows, channels > TSimd.Count ? 2 : 1) * channels / RoundedUp(channels);

    /// <summary>A tile needs eight sums to hide the time that one takes, and no more loads than sums.</summary>
    private static double TileEfficiency(int rows, int vectors) =>
        Math.Min(1, rows * vectors / 8.0) * Math.Min(1, rows * vectors / (double)(rows + vectors));

    private static int RoundedUp(int count) => (count + TSimd.Count - 1) / TSimd.Count * TSimd.Count;

    /// <summary>Fills in where the taps of all channels lie, and returns their numbers in the kernel.</summary>
    private int[] Offsets(int taps)
    {
        var kernels = new int[taps];
        int k = 0;
        foreach (var t0 in axes[0].Taps)
            foreach (var t1 in axes[1].Taps)
                foreach (var t2 in axes[2].Taps)
                {
                    kernels[k] = (t0.Kernel * filters.Sizes[1] + t1.Kernel) * filters.Sizes[2] + t2.Kernel;
                    int at = image.Offset(t0.At, t1.At, t2.At);
                    for (int r = 0; r < filters.Reduced; r++)
                        offsets[r * taps + k] = r * image.Plane + at;
                    k++;
                }
        return kernels;
    }

    private void SpreadUnits(int units, int each) =>
        Threads.For((units + each - 1) / each, chunk => Units(chunk * each, Math.Min(units, (chunk + 1) * each)));

    private void SpreadRuns(int unit, int parts)
    {
        int along = axes[0].Count > 1 ? axes[0].Count : runs, each = runs / along;
        parts = Math.Min(parts, along);
        Threads.For(parts, part =>
            Unit(unit, (int)((long)along * part / parts) * each, (int)((long)along * (part + 1) / parts) * each, Cleared()));
    }

    private void Units(int from, int end)
    {
        var scratch = Cleared();
        for (int unit = from; unit < end; unit++)
            Unit(unit, 0, runs, scratch);
    }

    private Span<T> Cleared()
    {
        if (image.IsDirect)
            return default;
        var scratch = Scratch<T>.OfA(image.Length + Width);
        scratch.Clear();
        return scratch;
    }

    /// <summary>Some runs along the last axis of one group of one image.</summary>
    private void Unit(int unit, int from, int end, Span<T> scratch)
    {
        int group = unit % filters.Groups, size = filters.Reduced * sourceSize;
        var given = source.AsReadOnlySpan<T>().Slice(unit * size, size);
        if (!image.IsDirect)
        {
            // Of the axis along which runs are cut, only what the taps of these meet.
            int axis = axes[0].Count > 1 ? 0 : 1, each = runs / axes[axis].Count;
            int first = from / each * axes[axis].Step + axes[axis].First;
            int last = axes[axis].Last - (axes[axis].Count - 1 - (end - 1) / each) * axes[axis].Step;
            image.Copy<T, TVector, TSimd>(given, scratch, axis, first, last + 1);
            given = scratch;
        }
        var to = result.AsSpan<T>().Slice(unit * filters.Channels * plane, filters.Channels * plane);
        var weights = packed!.AsReadOnlySpan<T>().Slice(group * panels * width * depth, panels * width * depth);
        var biases = bias is null ? default : bias.AsReadOnlySpan<T>().Slice(group * filters.Channels, filters.Channels);
        if (alongPixels)
            AlongPixels(given, weights, biases, to, from, end);
        else
            AlongChannels(given, weights, biases, to, from, end);
    }

    /// <summary>Where a run begins in the image, and where in a channel of the result.</summary>
    private (int From, int To) Run(int run)
    {
        (int j0, int j1) = Math.DivRem(run, axes[1].Count);
        return (j0 * axes[0].Step * image.Slab + j1 * axes[1].Step * image.Row,
            ((axes[0].Start + j0 * axes[0].Stride) * rows1 + axes[1].Start + j1 * axes[1].Stride) * rows2 + axes[2].Start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongPixels(ReadOnlySpan<T> given, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases, Span<T> to, int from, int end)
    {
        int count = axes[2].Count, stride = axes[2].Stride, channels = filters.Channels;
        var scattered = stride == 1 ? default : Scratch<T>.OfB(channels * count);
        ref T w = ref MemoryMarshal.GetReference(weights);
        for (int run = from; run < end; run++)
        {
            var (at, target) = Run(run);
            var c = stride == 1 ? to[target..] : scattered;
            int rowC = stride == 1 ? plane : count;
            for (int q = 0; q < biases.Length; q++)
                Fill(c.Slice(q * rowC, count), biases[q]);
            for (int j = 0; j < count; j += Width)
            {
                int columns = Math.Min(Width, count - j), whole = channels / width, rest = channels - whole * width;
                ref readonly T b = ref given[at + offsets[0] + j];
                if (whole > 0)
                    GemmTiles<T, TVector, TSimd>.MultiplyWalkingB(
                        whole, (nint)depth * width, width, columns, in w, 1, width, in b, ref c[j], rowC, depth,
                        !biases.IsEmpty, in walk[0], !image.IsDirect);
                if (rest > 0)
                    GemmTiles<T, TVector, TSimd>.MultiplyWalkingB(
                        1, 0, rest, columns, in Unsafe.Add(ref w, (nint)whole * depth * width), 1, width, in b,
                        ref c[whole * width * rowC + j], rowC, depth, !biases.IsEmpty, in walk[0], !image.IsDirect);
            }
            for (int q = 0; stride != 1 && q < channels; q++)
                Spread(scattered.Slice(q * count, count), to[(q * plane + target)..], stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongChannels(ReadOnlySpan<T> given, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases, Span<T> to, int from, int end)
    {
        int count = axes[2].Count, step = axes[2].Step, together = Math.Max(1, Together / (count * width)), deep = TileCut.Of(depth, MostDepth).Rows;
        var cut = GemmTiles<T, TVector, TSimd>.Cut(count);
        bool isDense = axes[2].Stride == 1 && axes[1].Stride == 1 && axes[2].Count == rows2 && axes[1].Count == rows1;
        var sums = Scratch<T>.OfB(Math.Min(together, end - from) * count * width);
        for (; from < end; from += together)
        {
            int next = Math.Min(end, from + together);
            for (int panel = 0; panel < panels; panel++)
            {
                int columns = Math.Min(width, filters.Channels - panel * width);
                var channel = to[(panel * width * plane)..];
                if (isDense)
                    Prefetch(channel[Run(from).To..], columns, (next - from) * count);
                if (!biases.IsEmpty)
                    Begin(sums[..((next - from) * count * width)], biases.Slice(panel * width, columns));
                for (int k = 0; k < depth; k += deep)
                {
                    int part = Math.Min(deep, depth - k);
                    ref readonly T b = ref weights[(panel * depth + k) * width];
                    bool accumulate = k > 0 || !biases.IsEmpty;
                    for (int run = from, tiles; run < next; run += tiles)
                    {
                        int at = Run(run).From + offsets[k];
                        ref T c = ref sums[(run - from) * count * width];
                        // Runs of one tile each, one below the other, are so many tiles.
                        tiles = cut.Rows == count ? Math.Min(next - run, axes[1].Count - run % axes[1].Count) : 1;
                        if (cut.Rows == count)
                            GemmTiles<T, TVector, TSimd>.MultiplyWalkingA(
                                tiles, axes[1].Step * image.Row, count, width, in given[at], step, in b, ref c, width, part, accumulate, in walk[k]);
                        else
                            GemmTiles<T, TVector, TSimd>.MultiplyWalkingA(
                                cut, width, in given[at], step, in b, ref c, width, part, accumulate, in walk[k]);
                    }
                }
                if (isDense)
                    TransposeKernel.Transpose(sums, width, channel[Run(from).To..], plane, (next - from) * count, columns);
                else
                    for (int run = from; run < next; run++)
                        Put(sums[((run - from) * count * width)..], channel[Run(run).To..], columns);
            }
        }
    }

    /// <summary>A value in every element of a short row.</summary>
    private static void Fill(Span<T> row, T value)
    {
        ref T to = ref MemoryMarshal.GetReference(row);
        var vector = TSimd.Broadcast(value);
        int i = 0;
        for (; i <= row.Length - TSimd.Count; i += TSimd.Count)
            TSimd.Store(vector, ref to, i);
        if (i < row.Length)
            TSimd.StorePart(vector, ref to, i, row.Length - i);
    }

    /// <summary>The biases of a panel in every row of the sums.</summary>
    private void Begin(Span<T> sums, ReadOnlySpan<T> biases)
    {
        ref T to = ref MemoryMarshal.GetReference(sums), from = ref MemoryMarshal.GetReference(biases);
        for (int j = 0; j < biases.Length; j += TSimd.Count)
        {
            var vector = TSimd.LoadPart(in from, j, Math.Min(TSimd.Count, biases.Length - j));
            for (int i = j; i < sums.Length; i += width)
                TSimd.Store(vector, ref to, i);
        }
    }

    /// <summary>Asks for the memory of results, which will be there when they are.</summary>
    private unsafe void Prefetch(Span<T> to, int columns, int count)
    {
        if (!Sse.IsSupported)
            return;
        for (int q = 0; q < columns; q++)
        {
            ref T row = ref to[q * plane];
            for (int j = 0; j < count; j += 64 / sizeof(T))
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref row, j)));
        }
    }

    /// <summary>Transposes one run into channels of the result.</summary>
    private void Put(ReadOnlySpan<T> sums, Span<T> to, int columns)
    {
        int count = axes[2].Count, stride = axes[2].Stride;
        if (stride == 1)
            TransposeKernel.Transpose(sums, width, to, plane, count, columns);
        else
        {
            Span<T> row = Scratch<T>.OfC(width * count);
            TransposeKernel.Transpose(sums, width, row, count, count, columns);
            for (int q = 0; q < columns; q++)
                Spread(row.Slice(q * count, count), to[(q * plane)..], stride);
        }
    }

    /// <summary>Puts neighbours so far apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(ReadOnlySpan<T> from, Span<T> to, int stride)
    {
        ref T target = ref MemoryMarshal.GetReference(to[..((from.Length - 1) * stride + 1)]);
        for (int j = 0; j < from.Length; j++)
        {
            target = from[j];
            target = ref Unsafe.Add(ref target, stride);
        }
    }
}
