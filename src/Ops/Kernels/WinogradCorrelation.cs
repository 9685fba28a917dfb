using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// A correlation of images with 3×3 filters by the minimal filtering of Winograd, F(2×2, 3×3), after Lavin and Gray, "Fast algorithms for
/// convolutional neural networks" (2016): with d the 4×4 elements under a 2×2 tile of the result, Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A. Summed over
/// channels the products ⊙ are sixteen matrix products, with 4 multiplications for an element where taps would need 9.
/// </summary>
/// <remarks>
/// Vectors hold channels, so images are transposed on their way in and out. Sums and differences of neighbours make the error a few times that of the
/// direct way, hence Float32 only; and what is not finite spreads over its tile. Every element is computed in one order however the work is cut.
/// </remarks>
internal sealed class WinogradCorrelation<T, TVector, TSimd>
    where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>What is worth a chunk, in multiplications.</summary>
    private const long ChunkWork = 1 << 18;

    /// <summary>With fewer channels than this the transforms take longer than they save.</summary>
    private const int LeastChannels = 32;

    /// <summary>So many tiles at least make a matrix product.</summary>
    private const int LeastTiles = 48;

    /// <summary>Sixteen matrices lie one after another, so far apart that they meet different sets of the cache.</summary>
    private const int Products = 16, Apart = 16;

    private readonly Tensor source, result;
    private readonly Tensor? bias;
    private readonly Filters filters;
    private readonly int reduced, channels, height, width, rows, columns, first1, first2, tilesDown, tilesAlong, strip, strips, together, panels;
    private readonly int[] order;
    private Tensor? transformed;

    public WinogradCorrelation(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes)
    {
        (this.source, this.filters, this.bias, this.result) = (source, filters, bias, result);
        (reduced, channels) = (filters.Reduced, filters.Channels);
        (height, width, rows, columns) = (source.Shape[^2], source.Shape[^1], axes[1].Count, axes[2].Count);
        (first1, first2) = (axes[1].First, axes[2].First);
        (tilesDown, tilesAlong) = ((rows + 1) / 2, (columns + 1) / 2);
        strips = Math.Max(1, tilesDown * tilesAlong / LeastTiles);
        strip = (tilesDown + strips - 1) / strips;
        strips = (tilesDown + strip - 1) / strip;
        together = strips > 1 ? 1 : Math.Clamp((LeastTiles + tilesDown * tilesAlong - 1) / (tilesDown * tilesAlong), 1, source.Shape[0]);
        panels = (channels + GemmTiles<T, TVector, TSimd>.Width - 1) / GemmTiles<T, TVector, TSimd>.Width;
        order = [.. from i in axes[1].Taps from j in axes[2].Taps orderby i.At, j.At select i.Kernel * 3 + j.Kernel];
    }

    /// <summary>Whether a correlation is of this kind and gains by it.</summary>
    public static bool Suits(Tensor source, Filters filters, CorrelationAxis[] axes)
    {
        if (typeof(T) != typeof(float) || filters.Sizes is not [1, 3, 3] || axes[0] is not { Count: 1, Taps: [{ At: 0 }] } || source.Rank == 5)
            return false;
        return IsThree(axes[1]) && IsThree(axes[2])
            && Math.Min(filters.Reduced, filters.Channels) >= LeastChannels
            && filters.Reduced % TSimd.Count == 0 && filters.Channels % TSimd.Count == 0
            && source.Shape[0] * axes[1].Count * axes[2].Count >= 2 * LeastTiles;
    }

    private static bool IsThree(CorrelationAxis axis) =>
        axis is { Step: 1, Start: 0, Stride: 1, Count: > 1, First: <= 0, Taps: [{ At: var a }, { At: var b }, { At: var c }] }
        && Math.Abs(b - a) == 1 && c - b == b - a;

    private int Width => GemmTiles<T, TVector, TSimd>.Width;

    /// <summary>Computes every element.</summary>
    public void Compute()
    {
        using var scope = new TensorScope();
        transformed = Tensor.Empty([filters.Groups * panels * Products * reduced * Width], source.DType);
        Threads.For(filters.Groups * panels, Transform);
        int pieces = (source.Shape[0] + together - 1) / together * filters.Groups * strips;
        long work = (long)together * strip * tilesAlong * 4 * reduced * channels;
        int each = (int)Math.Clamp(ChunkWork / work, 1, Math.Max(1, pieces / (2 * Threads.Count)));
        Threads.For((pieces + each - 1) / each, chunk =>
        {
            for (int piece = chunk * each; piece < Math.Min(pieces, (chunk + 1) * each); piece++)
                Piece(piece);
        });
    }

    /// <summary>G g Gᵀ for one panel of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(int part)
    {
        var packed = Scratch<T>.OfA(reduced * 9 * Width);
        filters.Pack(part / panels, part % panels, [0, 1, 2, 3, 4, 5, 6, 7, 8], packed, Width);
        int apart = reduced * Width;
        var to = transformed!.AsSpan<T>().Slice(part * Products * apart, Products * apart);
        var half = TSimd.Broadcast(T.CreateChecked(0.5));
        Span<TVector> rows = new TVector[12];
        for (int r = 0; r < reduced; r++)
            for (int q = 0; q < Width; q += TSimd.Count)
            {
                for (int j = 0; j < 3; j++)
                {
                    ref T g = ref packed[r * 9 * Width + q];
                    var (a, b, c) = (TSimd.Load(in g, order[j] * Width), TSimd.Load(in g, order[3 + j] * Width), TSimd.Load(in g, order[6 + j] * Width));
                    Filtered(a, b, c, half, out rows[j], out rows[3 + j], out rows[6 + j], out rows[9 + j]);
                }
                ref T target = ref to[r * Width + q];
                for (int i = 0; i < 4; i++)
                {
                    Filtered(rows[3 * i], rows[3 * i + 1], rows[3 * i + 2], half, out var p0, out var p1, out var p2, out var p3);
                    TSimd.Store(p0, ref target, (4 * i + 0) * apart);
                    TSimd.Store(p1, ref target, (4 * i + 1) * apart);
                    TSimd.Store(p2, ref target, (4 * i + 2) * apart);
                    TSimd.Store(p3, ref target, (4 * i + 3) * apart);
                }
            }
    }

    /// <summary>G·(a, b, c): a, (a + b + c)/2, (a − b + c)/2 and c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Filtered(TVector a, TVector b, TVector c, TVector half, out TVector p0, out TVector p1, out TVector p2, out TVector p3)
    {
        var ends = TSimd.Add(a, c);
        p0 = a;
        p1 = TSimd.MultiplyAdd(TSimd.Add(ends, b), half, default);
        p2 = TSimd.MultiplyAdd(TSimd.Subtract(ends, b), half, default);
        p3 = c;
    }

    /// <summary>Some tiles: a strip of one image, or several images.</summary>
    private void Piece(int piece)
    {
        (int rest, int group) = Math.DivRem(piece, filters.Groups);
        (int several, int stripe) = Math.DivRem(rest, strips);
        int image = several * together, images = Math.Min(together, source.Shape[0] - image);
        int tileRow = stripe * strip, tileRows = Math.Min(strip, tilesDown - tileRow), tiles = images * tileRows * tilesAlong;
        int pitch = (2 * tilesAlong + 2) * reduced, apartV = tiles * reduced + Apart, apartM = tiles * channels + Apart;
        // Images are not read any more where results are written, so these may lie there.
        int size = Math.Max((2 * tileRows + 2) * pitch, 4 * tileRows * tilesAlong * channels);
        var scratch = Scratch<T>.OfB(size + Products * (apartV + apartM));
        Span<T> pixels = scratch[..size], v = scratch.Slice(size, Products * apartV), m = scratch.Slice(size + Products * apartV, Products * apartM);
        for (int i = 0; i < images; i++)
        {
            Read(image + i, group, 2 * tileRow, 2 * tileRows + 2, pixels, pitch);
            Scatter(pixels, pitch, tileRows, v[(i * tileRows * tilesAlong * reduced)..], apartV);
        }
        Multiply(group, tiles, v, apartV, m, apartM);
        for (int i = 0; i < images; i++)
        {
            Gather(m[(i * tileRows * tilesAlong * channels)..], apartM, group, tileRows, pixels);
            Write(image + i, group, 2 * tileRow, pixels);
        }
    }

    /// <summary>Some rows of an image, with the zeros around it, channels last.</summary>
    private void Read(int image, int group, int row, int count, Span<T> to, int pitch)
    {
        int plane = height * width, lead = -first2 * reduced, copied = Math.Min(width, pitch / reduced + first2);
        var from = source.AsReadOnlySpan<T>().Slice((image * filters.Groups + group) * reduced * plane, reduced * plane);
        for (int i = 0; i < count; i++)
        {
            var target = to.Slice(i * pitch, pitch);
            int y = row + i + first1;
            if (y < 0 || y >= height)
            {
                target.Clear();
                continue;
            }
            target[..lead].Clear();
            TransposeKernel.Transpose(from[(y * width)..], plane, target[lead..], reduced, reduced, copied);
            target[(lead + copied * reduced)..].Clear();
        }
    }

    /// <summary>Bᵀ d B for every tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(Span<T> pixels, int pitch, int tileRows, Span<T> to, int apart)
    {
        ref T tile = ref MemoryMarshal.GetReference(to);
        for (int i = 0; i < tileRows; i++)
            for (int j = 0; j < tilesAlong; j++)
            {
                ref T d = ref pixels[2 * i * pitch + 2 * j * reduced];
                for (int c = 0; c < reduced; c += TSimd.Count)
                {
                    Spread(in Unsafe.Add(ref d, c), pitch, out var a0, out var a1, out var a2, out var a3);
                    Spread(in Unsafe.Add(ref d, reduced + c), pitch, out var b0, out var b1, out var b2, out var b3);
                    Spread(in Unsafe.Add(ref d, 2 * reduced + c), pitch, out var c0, out var c1, out var c2, out var c3);
                    Spread(in Unsafe.Add(ref d, 3 * reduced + c), pitch, out var d0, out var d1, out var d2, out var d3);
                    ref T target = ref Unsafe.Add(ref tile, c);
                    Store(a0, b0, c0, d0, ref target, apart);
                    Store(a1, b1, c1, d1, ref Unsafe.Add(ref target, 4 * apart), apart);
                    Store(a2, b2, c2, d2, ref Unsafe.Add(ref target, 8 * apart), apart);
                    Store(a3, b3, c3, d3, ref Unsafe.Add(ref target, 12 * apart), apart);
                }
                tile = ref Unsafe.Add(ref tile, reduced);
            }
    }

    /// <summary>Bᵀ·(a, b, c, d), read below one another: a − c, b + c, c − b and b − d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(ref readonly T from, int pitch, out TVector p0, out TVector p1, out TVector p2, out TVector p3)
    {
        TVector a = TSimd.Load(in from, 0), b = TSimd.Load(in from, pitch), c = TSimd.Load(in from, 2 * pitch), d = TSimd.Load(in from, 3 * pitch);
        (p0, p1, p2, p3) = (TSimd.Subtract(a, c), TSimd.Add(b, c), TSimd.Subtract(c, b), TSimd.Subtract(b, d));
    }

    /// <summary>Bᵀ·(a, b, c, d), written one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector a, TVector b, TVector c, TVector d, ref T to, int apart)
    {
        TSimd.Store(TSimd.Subtract(a, c), ref to, 0);
        TSimd.Store(TSimd.Add(b, c), ref to, apart);
        TSimd.Store(TSimd.Subtract(c, b), ref to, 2 * apart);
        TSimd.Store(TSimd.Subtract(b, d), ref to, 3 * apart);
    }

    /// <summary>The sixteen matrix products of tiles and filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int group, int tiles, Span<T> v, int apartV, Span<T> m, int apartM)
    {
        int most = GemmTiles<T, TVector, TSimd>.Rows, parts = (tiles + most - 1) / most, high = (tiles + parts - 1) / parts;
        int whole = tiles / high, rest = tiles - whole * high;
        for (int t = 0; t < Products; t++)
            for (int panel = 0; panel < panels; panel++)
            {
                int count = Math.Min(Width, channels - panel * Width);
                ref readonly T b = ref transformed!.AsReadOnlySpan<T>()[((group * panels + panel) * Products + t) * reduced * Width];
                ref T a = ref v[t * apartV], c = ref m[t * apartM + panel * Width];
                GemmTiles<T, TVector, TSimd>.Multiply(
                    whole, high * reduced, high, count, in a, reduced, 1, in b, Width, ref c, channels, reduced, false);
                if (rest > 0)
                    GemmTiles<T, TVector, TSimd>.Multiply(
                        1, 0, rest, count, in Unsafe.Add(ref a, whole * high * reduced), reduced, 1, in b, Width,
                        ref Unsafe.Add(ref c, whole * high * channels), channels, reduced, false);
            }
    }

    /// <summary>Aᵀ m A and the bias for every tile, channels last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(Span<T> m, int apart, int group, int tileRows, Span<T> to)
    {
        var biases = bias is null ? default : bias.AsReadOnlySpan<T>().Slice(group * channels, channels);
        ref T tile = ref MemoryMarshal.GetReference(m), b = ref MemoryMarshal.GetReference(biases);
        int pitch = 2 * tilesAlong * channels;
        for (int i = 0; i < tileRows; i++)
            for (int j = 0; j < tilesAlong; j++)
            {
                ref T y = ref to[2 * i * pitch + 2 * j * channels];
                for (int q = 0; q < channels; q += TSimd.Count)
                {
                    ref T from = ref Unsafe.Add(ref tile, q);
                    Sum(in from, 4 * apart, out var a0, out var a1);
                    Sum(in Unsafe.Add(ref from, apart), 4 * apart, out var b0, out var b1);
                    Sum(in Unsafe.Add(ref from, 2 * apart), 4 * apart, out var c0, out var c1);
                    Sum(in Unsafe.Add(ref from, 3 * apart), 4 * apart, out var d0, out var d1);
                    var start = biases.IsEmpty ? default : TSimd.Load(in b, q);
                    TVector plus0 = TSimd.Add(b0, c0), plus1 = TSimd.Add(b1, c1), minus0 = TSimd.Subtract(b0, c0), minus1 = TSimd.Subtract(b1, c1);
                    TSimd.Store(TSimd.Add(TSimd.Add(a0, plus0), start), ref y, q);
                    TSimd.Store(TSimd.Add(TSimd.Subtract(minus0, d0), start), ref y, channels + q);
                    TSimd.Store(TSimd.Add(TSimd.Add(a1, plus1), start), ref y, pitch + q);
                    TSimd.Store(TSimd.Add(TSimd.Subtract(minus1, d1), start), ref y, pitch + channels + q);
                }
                tile = ref Unsafe.Add(ref tile, channels);
            }
    }

    /// <summary>Aᵀ·(a, b, c, d): a + b + c and b − c − d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(ref readonly T from, int apart, out TVector p0, out TVector p1)
    {
        TVector a = TSimd.Load(in from, 0), b = TSimd.Load(in from, apart), c = TSimd.Load(in from, 2 * apart), d = TSimd.Load(in from, 3 * apart);
        (p0, p1) = (TSimd.Add(a, TSimd.Add(b, c)), TSimd.Subtract(TSimd.Subtract(b, c), d));
    }

    /// <summary>Some rows of the result, transposed to where they belong; of an odd size the tiles have computed one too many.</summary>
    private void Write(int image, int group, int row, Span<T> pixels)
    {
        int plane = rows * columns, along = 2 * tilesAlong, count = Math.Min(2 * strip, rows - row);
        var to = result.AsSpan<T>().Slice((image * filters.Groups + group) * channels * plane, channels * plane)[(row * columns)..];
        if (along == columns)
            TransposeKernel.Transpose(pixels, channels, to, plane, count * columns, channels);
        else
            for (int i = 0; i < count; i++)
                TransposeKernel.Transpose(pixels[(i * along * channels)..], channels, to[(i * columns)..], plane, columns, channels);
    }
}
