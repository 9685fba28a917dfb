using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The gradient of the filters of a convolution: w[q, r, t] = Σ over images and places p of g[q, p] · x[r, p + t]. It is the product of patches of
/// the images and gradients, over places, by the kernels of the matrix product: vectors hold channels of the result, and a walk leads from place to
/// place in the padded image.
/// </summary>
/// <remarks>
/// Images are summed in chunks, and these in order. How many there are follows from the shapes alone, and so do the bits.
/// </remarks>
internal sealed class FilterGradient<T, TVector, TSimd> where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>What is worth a chunk, in multiplications.</summary>
    private const long ChunkWork = 1 << 21;

    private const int MostChunks = 16;

    /// <summary>The least multiplications of a chunk for each of its sums, which are cleared at its beginning and added to the others at its end.</summary>
    private const long WorkOfSum = 256;

    /// <summary>The most elements of all chunks' sums.</summary>
    private const int MostSums = 1 << 23;

    /// <summary>How many transposed gradients are taken together: a third of a first-level cache of 48 KB.</summary>
    private const int MostGradients = 1 << 12;

    private readonly Tensor x, g, w;
    private readonly CorrelationAxis[] axes;
    private readonly PaddedImage image;
    private readonly int groups, reduced, channels, kernelSize, places, width, panels, sourceSize, imageSize, together, imagesTogether;
    private readonly int[] offsets, walk, taps;

    public FilterGradient(Tensor x, Tensor g, Tensor w, int groups, CorrelationAxis[] axes)
    {
        (this.x, this.g, this.w, this.groups, this.axes) = (x, g, w, groups, axes);
        (reduced, channels) = (w.Shape[1], w.Shape[0] / groups);
        kernelSize = w.ElementCount / w.Shape[0] / reduced;
        int[] sizes = Correlations.Sizes(x.Shape);
        sourceSize = sizes[0] * sizes[1] * sizes[2];
        image = new(reduced, sizes, axes, false);
        width = channels <= TSimd.Count ? TSimd.Count : GemmTiles<T, TVector, TSimd>.Width;
        panels = (channels + width - 1) / width;
        places = axes[0].Count * axes[1].Count * axes[2].Count;
        // Where an image has few places, those of several are walked through at once.
        together = MostGradients / width;
        imagesTogether = Math.Clamp(together / places, 1, x.Shape[0]);
        imageSize = image.IsDirect ? groups * reduced * sourceSize : image.Length;
        offsets = new int[imagesTogether * places];
        for (int n = 0, p = 0; n < imagesTogether; n++)
            for (int j0 = 0; j0 < axes[0].Count; j0++)
                for (int j1 = 0; j1 < axes[1].Count; j1++)
                    for (int j2 = 0; j2 < axes[2].Count; j2++)
                        offsets[p++] = n * imageSize + j0 * axes[0].Step * image.Slab + j1 * axes[1].Step * image.Row + j2 * axes[2].Step;
        walk = new int[offsets.Length];
        for (int p = 0; p + 1 < walk.Length; p++)
            walk[p] = offsets[p + 1] - offsets[p];
        taps = [.. from t0 in axes[0].Taps from t1 in axes[1].Taps from t2 in axes[2].Taps select image.Offset(t0.At, t1.At, t2.At)];
    }

    private int GroupSize => panels * reduced * kernelSize * width;

    /// <summary>Computes every element.</summary>
    public void Compute()
    {
        int images = x.Shape[0], size = groups * GroupSize;
        long work = (long)images * groups * channels * reduced * kernelSize * places;
        int chunks = (int)Math.Min(Math.Min(images, MostChunks), Math.Max(1, Math.Min(work / Math.Max(ChunkWork, WorkOfSum * size), MostSums / size)));
        using var scope = new TensorScope();
        var sums = Tensor.Empty([chunks, groups, GroupSize], x.DType);
        Threads.For(chunks * groups, chunk => Sum(sums, chunk / groups, chunk % groups, chunks));
        Threads.For(size < 1 << 15 ? 1 : groups * panels, part =>
        {
            if (size < 1 << 15)
                for (int i = 0; i < groups * panels; i++)
                    Finish(sums, i, chunks);
            else
                Finish(sums, part, chunks);
        });
    }

    /// <summary>The sums over the images of one chunk.</summary>
    private void Sum(Tensor sums, int chunk, int group, int chunks)
    {
        int images = x.Shape[0], size = reduced * sourceSize;
        var to = sums.AsSpan<T>().Slice((chunk * groups + group) * GroupSize, GroupSize);
        to.Clear();
        var scratch = image.IsDirect ? default : Scratch<T>.OfA(imagesTogether * image.Length);
        scratch.Clear();
        var gradients = Scratch<T>.OfB(Math.Min(together, imagesTogether * places) * width);
        if (channels % width != 0)
            gradients.Clear();
        int end = (int)((long)images * (chunk + 1) / chunks), several;
        for (int n = (int)((long)images * chunk / chunks); n < end; n += several)
        {
            several = Math.Min(imagesTogether, end - n);
            var given = x.AsReadOnlySpan<T>()[((n * groups + group) * size)..];
            if (!image.IsDirect)
            {
                for (int i = 0; i < several; i++)
                    image.Copy<T, TVector, TSimd>(
                        given.Slice(i * groups * size, size), scratch[(i * image.Length)..], 0, int.MinValue, int.MaxValue);
                given = scratch;
            }
            var gradient = g.AsReadOnlySpan<T>()[((n * groups + group) * channels * places)..];
            for (int p = 0; p < several * places; p += together)
            {
                int count = several > 1 ? several * places : Math.Min(together, places - p);
                for (int panel = 0; panel < panels; panel++)
                {
                    int columns = Math.Min(width, channels - panel * width);
                    for (int i = 0; i < several; i++)
                        TransposeKernel.Transpose(
                            gradient[((i * groups * channels + panel * width) * places + p)..], places, gradients[(i * places * width)..], width,
                            columns, several > 1 ? places : count);
                    var part = to.Slice(panel * reduced * kernelSize * width, reduced * kernelSize * width);
                    if (reduced >= axes[2].Taps.Length)
                        AlongChannels(given, gradients, part, p, count);
                    else
                        AlongTaps(given, gradients, part, p, count);
                }
            }
        }
    }

    /// <summary>Adds products at some places; the rows of a tile are channels of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongChannels(ReadOnlySpan<T> given, ReadOnlySpan<T> gradients, Span<T> sums, int p, int count)
    {
        var cut = GemmTiles<T, TVector, TSimd>.Cut(reduced);
        ref T b = ref MemoryMarshal.GetReference(gradients);
        for (int t = 0; t < taps.Length; t++)
            GemmTiles<T, TVector, TSimd>.MultiplyWalkingA(
                cut, width, in given[taps[t] + offsets[p]], image.Plane, in b, ref sums[t * width], kernelSize * width, count, true, in walk[p]);
    }

    /// <summary>Adds products at some places; the rows of a tile are taps along the last axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongTaps(ReadOnlySpan<T> given, ReadOnlySpan<T> gradients, Span<T> sums, int p, int count)
    {
        int along = axes[2].Taps.Length, dilation = along > 1 ? axes[2].Taps[1].At - axes[2].Taps[0].At : 1;
        var cut = GemmTiles<T, TVector, TSimd>.Cut(along);
        ref T b = ref MemoryMarshal.GetReference(gradients);
        for (int c = 0; c < reduced; c++)
            for (int t = 0; t < taps.Length; t += along)
                GemmTiles<T, TVector, TSimd>.MultiplyWalkingA(
                    cut, width, in given[c * image.Plane + taps[t] + offsets[p]], dilation, in b, ref sums[(c * kernelSize + t) * width], width,
                    count, true, in walk[p]);
    }

    /// <summary>Adds the chunks of one panel and puts it, transposed, where it belongs.</summary>
    private void Finish(Tensor sums, int part, int chunks)
    {
        (int group, int panel) = Math.DivRem(part, panels);
        int rows = reduced * kernelSize, size = rows * width, columns = Math.Min(width, channels - panel * width);
        var all = sums.AsSpan<T>();
        var total = all.Slice(group * GroupSize + panel * size, size);
        for (int chunk = 1; chunk < chunks; chunk++)
            System.Numerics.Tensors.TensorPrimitives.Add(total, all.Slice((chunk * groups + group) * GroupSize + panel * size, size), total);
        TransposeKernel.Transpose(total, width, w.AsSpan<T>()[((group * channels + panel * width) * rows)..], rows, rows, columns);
    }
}
