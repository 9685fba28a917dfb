using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// How the channels of an image [C, S0, S1, S2] lie in memory with zeros around them, so that no tap of a kernel has to ask where the image ends.
/// Along the last axis elements may be dealt out: those of a stride first, then those beside them, so that what a kernel that moves by
/// the stride meets at neighbouring places are neighbours. Where nothing is to be added or moved, it is the image itself.
/// </summary>
internal readonly struct PaddedImage
{
    private readonly int channels, lead0, lead1, lead2, copied0, copied1, copied2, size1, size2, deal, pitch;

    public PaddedImage(int channels, ReadOnlySpan<int> sizes, ReadOnlySpan<CorrelationAxis> axes, bool deals)
    {
        this.channels = channels;
        (size1, size2) = (sizes[1], sizes[2]);
        deal = deals ? axes[2].Step : 1;
        Span<int> lead = stackalloc int[3], copied = stackalloc int[3], padded = stackalloc int[3];
        bool isDirect = deal == 1;
        for (int i = 0; i < 3; i++)
        {
            int last = axes[i].Last;
            lead[i] = Math.Max(0, -axes[i].First);
            copied[i] = Math.Clamp(last + 1, 0, sizes[i]);
            padded[i] = lead[i] + Math.Max(0, last + 1);
            isDirect &= lead[i] == 0 && last < sizes[i];
        }
        (lead0, lead1, lead2) = (lead[0], lead[1], lead[2]);
        (copied0, copied1, copied2) = (copied[0], copied[1], copied[2]);
        IsDirect = isDirect;
        pitch = isDirect ? size2 : (padded[2] + deal - 1) / deal;
        Row = pitch * deal;
        Slab = Row * (isDirect ? size1 : padded[1]);
        Plane = Slab * (isDirect ? sizes[0] : padded[0]);
    }

    /// <summary>Whether it is the image as it is.</summary>
    public bool IsDirect { get; }

    /// <summary>How far neighbours along axis 1 lie apart.</summary>
    public int Row { get; }

    /// <summary>How far neighbours along axis 0 lie apart.</summary>
    public int Slab { get; }

    /// <summary>How far channels lie apart.</summary>
    public int Plane { get; }

    /// <summary>How many elements there are.</summary>
    public int Length => channels * Plane;

    /// <summary>Where an element of the image, or of what is around it, lies.</summary>
    public int Offset(int i0, int i1, int i2)
    {
        int along = i2 + lead2;
        return (i0 + lead0) * Slab + (i1 + lead1) * Row + along % deal * pitch + along / deal;
    }

    /// <summary>Copies an image between the zeros.</summary>
    /// <param name="image">The image.</param>
    /// <param name="to">Where to, zeros apart from what was copied there before.</param>
    /// <param name="axis">An axis, 0 or 1, of which only a part is copied.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy<T, TVector, TSimd>(ReadOnlySpan<T> image, Span<T> to, int axis, int from, int end)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int from0 = axis == 0 ? Math.Max(0, from) : 0, end0 = axis == 0 ? Math.Min(copied0, end) : copied0;
        int from1 = axis == 1 ? Math.Max(0, from) : 0, end1 = axis == 1 ? Math.Min(copied1, end) : copied1;
        int slabs = image.Length / channels / (size1 * size2);
        if (end1 <= from1 || copied2 == 0)
            return;
        for (int c = 0; c < channels; c++)
            for (int i0 = from0; i0 < end0; i0++)
            {
                // The slices check the bounds of all rows at once.
                var source = image.Slice(((c * slabs + i0) * size1 + from1) * size2, (end1 - from1 - 1) * size2 + copied2);
                var target = to.Slice(c * Plane + (i0 + lead0) * Slab + (from1 + lead1) * Row, (end1 - from1) * Row);
                if (deal == 1)
                    CopyRows<T, TVector, TSimd>(source, target, end1 - from1);
                else
                    for (int i = 0; i < end1 - from1; i++)
                        Deal(source.Slice(i * size2, copied2), target.Slice(i * Row, Row));
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void CopyRows<T, TVector, TSimd>(ReadOnlySpan<T> source, Span<T> to, int rows)
        where T : unmanaged where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        ref T from = ref MemoryMarshal.GetReference(source), target = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), lead2);
        int whole = copied2 / TSimd.Count * TSimd.Count, rest = copied2 - whole;
        for (; rows > 0; rows--)
        {
            for (int i = 0; i < whole; i += TSimd.Count)
                TSimd.Store(TSimd.Load(in from, i), ref target, i);
            if (rest * sizeof(T) == 32)
                Unsafe.WriteUnaligned(
                    ref Unsafe.As<T, byte>(ref Unsafe.Add(ref target, whole)),
                    Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref from, whole))));
            else if (rest > 0)
                TSimd.StorePart(TSimd.LoadPart(in from, whole, rest), ref target, whole, rest);
            from = ref Unsafe.Add(ref from, size2);
            target = ref Unsafe.Add(ref target, Row);
        }
    }

    private void Deal<T>(ReadOnlySpan<T> source, Span<T> row)
    {
        for (int phase = 0; phase < deal; phase++)
        {
            int first = (phase - lead2 % deal + deal) % deal, target = phase * pitch + (first + lead2) / deal;
            for (int i = first; i < source.Length; i += deal)
                row[target++] = source[i];
        }
    }
}
