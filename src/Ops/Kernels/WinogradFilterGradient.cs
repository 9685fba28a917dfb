using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The gradient of 3×3 filters: the transpose of <see cref="WinogradCorrelation{T, TVector, TSimd}"/>, Gᵀ[Σ over tiles of (Bᵀ d B) ⊙ (A g Aᵀ)]G with
/// g the gradient of a 2×2 tile. Over channels and tiles the products ⊙ are sixteen matrix products.
/// </summary>
/// <remarks>
/// Images are summed in chunks, and these in order. How many there are follows from the shapes alone, and so do the bits.
/// </remarks>
internal sealed class WinogradFilterGradient<T, TVector, TSimd>
    where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The most chunks, each with sums of its own.</summary>
    private const int MostChunks = 8;

    /// <summary>The least pieces of a chunk.</summary>
    private const int LeastPieces = 4;

    /// <summary>The most elements of a filter gradient, sixteen of which fit a second-level cache.</summary>
    private const int MostElements = 1 << 14;

    private readonly Tensor x, g, w;
    private readonly WinogradTiles<T, TVector, TSimd> tiles;
    private readonly int groups, reduced, channels;

    public WinogradFilterGradient(Tensor x, Tensor g, Tensor w, int groups, CorrelationAxis[] axes)
    {
        (this.x, this.g, this.w, this.groups, reduced, channels) = (x, g, w, groups, w.Shape[1], w.Shape[0] / groups);
        tiles = new(x.Shape, groups, axes);
    }

    /// <summary>Whether filters are of this kind and gain by it.</summary>
    public static bool Suits(Tensor x, Tensor w, int groups, CorrelationAxis[] axes) =>
        WinogradTiles<T, TVector, TSimd>.Suit(x.Shape, Correlations.Sizes(w.Shape), w.Shape[1], w.Shape[0] / groups, axes)
        && w.Shape[1] * w.Shape[0] / groups <= MostElements;

    private static int Products => WinogradTiles<T, TVector, TSimd>.Products;

    private static int Width => GemmTiles<T, TVector, TSimd>.Width;

    /// <summary>How far apart the sums lie.</summary>
    private int ApartSums => reduced * channels + WinogradTiles<T, TVector, TSimd>.Apart;

    /// <summary>Computes every element.</summary>
    public void Compute()
    {
        int chunks = Math.Clamp(tiles.Pieces / LeastPieces, 1, MostChunks), size = Products * ApartSums;
        using var scope = new TensorScope();
        var sums = Tensor.Empty([chunks * groups * size], x.DType);
        Threads.For(chunks * groups, part => Sum(part % groups, part / groups, chunks, sums.AsSpan<T>().Slice(part * size, size)));
        Threads.For(groups * Products, part =>
        {
            (int group, int t) = Math.DivRem(part, Products);
            var all = sums.AsSpan<T>();
            var total = all.Slice(group * size + t * ApartSums, ApartSums);
            for (int chunk = 1; chunk < chunks; chunk++)
                TensorPrimitives.Add(total, all.Slice((chunk * groups + group) * size + t * ApartSums, ApartSums), total);
        });
        int panels = (channels + Width - 1) / Width;
        Threads.For(groups * panels, part => Finish(part / panels, part % panels, sums.AsSpan<T>().Slice(part / panels * size, size)));
    }

    /// <summary>The sums over the pieces of a chunk.</summary>
    private void Sum(int group, int chunk, int chunks, Span<T> sums)
    {
        int from = (int)((long)tiles.Pieces * chunk / chunks), end = (int)((long)tiles.Pieces * (chunk + 1) / chunks);
        for (int i = from; i < end; i++)
        {
            var piece = tiles.Piece(i);
            int count = tiles.Transform(x, group, piece, channels, out var pixels, out var v, out var m);
            for (int n = 0; n < piece.Images; n++)
            {
                Read((piece.Image + n) * groups + group, piece, pixels);
                Scatter(pixels, piece.TileRows, m[(n * count / piece.Images * channels)..], m.Length / Products);
            }
            Multiply(count, v, m, sums, accumulate: i > from);
        }
    }

    /// <summary>Some rows of a gradient, channels last; where the tiles have one too many, zeros.</summary>
    private void Read(int unit, WinogradPiece piece, Span<T> to)
    {
        int columns = tiles.Columns, plane = tiles.Rows * columns, pitch = 2 * tiles.Along * channels;
        var from = g.AsReadOnlySpan<T>().Slice(unit * channels * plane, channels * plane);
        for (int i = 0; i < 2 * piece.TileRows; i++)
        {
            var target = to.Slice(i * pitch, pitch);
            int y = 2 * piece.TileRow + i, copied = y < tiles.Rows ? columns : 0;
            if (copied > 0)
                TransposeKernel.Transpose(from[(y * columns)..], plane, target, channels, channels, columns);
            target[(copied * channels)..].Clear();
        }
    }

    /// <summary>A g Aᵀ for every tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(Span<T> pixels, int tileRows, Span<T> to, int apart)
    {
        int pitch = 2 * tiles.Along * channels;
        ref T tile = ref MemoryMarshal.GetReference(to);
        for (int i = 0; i < tileRows; i++)
            for (int j = 0; j < tiles.Along; j++)
            {
                ref T from = ref pixels[2 * i * pitch + 2 * j * channels];
                for (int q = 0; q < channels; q += TSimd.Count)
                {
                    TVector a = TSimd.Load(in from, q), b = TSimd.Load(in from, channels + q);
                    TVector c = TSimd.Load(in from, pitch + q), d = TSimd.Load(in from, pitch + channels + q);
                    ref T target = ref Unsafe.Add(ref tile, q);
                    Store(a, b, ref target, apart);
                    Store(TSimd.Add(a, c), TSimd.Add(b, d), ref Unsafe.Add(ref target, 4 * apart), apart);
                    Store(TSimd.Subtract(a, c), TSimd.Subtract(b, d), ref Unsafe.Add(ref target, 8 * apart), apart);
                    Store(TSimd.Subtract(default, c), TSimd.Subtract(default, d), ref Unsafe.Add(ref target, 12 * apart), apart);
                }
                tile = ref Unsafe.Add(ref tile, channels);
            }
    }

    /// <summary>A·(a, b): a, a + b, a − b and −b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector a, TVector b, ref T to, int apart)
    {
        TSimd.Store(a, ref to, 0);
        TSimd.Store(TSimd.Add(a, b), ref to, apart);
        TSimd.Store(TSimd.Subtract(a, b), ref to, 2 * apart);
        TSimd.Store(TSimd.Subtract(default, b), ref to, 3 * apart);
    }

    /// <summary>The sixteen matrix products over the tiles of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int count, Span<T> v, Span<T> m, Span<T> sums, bool accumulate)
    {
        int apartV = v.Length / Products, apartM = m.Length / Products;
        var cut = GemmTiles<T, TVector, TSimd>.Cut(reduced);
        for (int t = 0; t < Products; t++)
            for (int q = 0; q < channels; q += Width)
            {
                int width = Math.Min(Width, channels - q);
                ref T a = ref v[t * apartV], b = ref m[t * apartM + q], c = ref sums[t * ApartSums + q];
                GemmTiles<T, TVector, TSimd>.Multiply(cut, width, in a, 1, reduced, in b, channels, ref c, channels, count, accumulate);
            }
    }

    /// <summary>Gᵀ s G for a panel of channels, put where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(int group, int panel, Span<T> sums)
    {
        int width = Math.Min(Width, channels - panel * Width), apart = ApartSums;
        var filters = Scratch<T>.OfA(reduced * 9 * Width);
        var half = TSimd.Broadcast(T.CreateChecked(0.5));
        Span<TVector> rows = new TVector[12];
        for (int r = 0; r < reduced; r++)
            for (int q = 0; q < width; q += TSimd.Count)
            {
                ref T s = ref sums[r * channels + panel * Width + q];
                for (int j = 0; j < 4; j++)
                {
                    ref T column = ref Unsafe.Add(ref s, j * apart);
                    Filtered(
                        TSimd.Load(in column, 0), TSimd.Load(in column, 4 * apart), TSimd.Load(in column, 8 * apart), TSimd.Load(in column, 12 * apart),
                        half, out rows[j], out rows[4 + j], out rows[8 + j]);
                }
                ref T target = ref filters[r * 9 * Width + q];
                for (int i = 0; i < 3; i++)
                {
                    Filtered(rows[4 * i], rows[4 * i + 1], rows[4 * i + 2], rows[4 * i + 3], half, out var p0, out var p1, out var p2);
                    TSimd.Store(p0, ref target, 3 * i * Width);
                    TSimd.Store(p1, ref target, (3 * i + 1) * Width);
                    TSimd.Store(p2, ref target, (3 * i + 2) * Width);
                }
            }
        int size = reduced * 9;
        TransposeKernel.Transpose(filters, Width, w.AsSpan<T>()[((group * channels + panel * Width) * size)..], size, size, width);
    }

    /// <summary>Gᵀ·(a, b, c, d): a + (b + c)/2, (b − c)/2 and (b + c)/2 + d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Filtered(
        TVector a, TVector b, TVector c, TVector d, TVector half, out TVector p0, out TVector p1, out TVector p2)
    {
        var middle = TSimd.Add(b, c);
        p0 = TSimd.MultiplyAdd(middle, half, a);
        p1 = TSimd.MultiplyAdd(TSimd.Subtract(b, c), half, default);
        p2 = TSimd.MultiplyAdd(middle, half, d);
    }
}
