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

    private readonly Tensor source, result;
    private readonly Tensor? bias;
    private readonly Filters filters;
    private readonly WinogradTiles<T, TVector, TSimd> tiles;
    private readonly int reduced, channels, panels;
    private readonly int[] order;
    private Tensor? transformed;

    public WinogradCorrelation(Tensor source, Filters filters, Tensor? bias, Tensor result, CorrelationAxis[] axes)
    {
        (this.source, this.filters, this.bias, this.result) = (source, filters, bias, result);
        (reduced, channels) = (filters.Reduced, filters.Channels);
        tiles = new(source.Shape, filters.Groups, axes);
        panels = (channels + Width - 1) / Width;
        order = [.. from i in axes[1].Taps from j in axes[2].Taps orderby i.At, j.At select i.Kernel * 3 + j.Kernel];
    }

    private static int Products => WinogradTiles<T, TVector, TSimd>.Products;

    private static int Width => GemmTiles<T, TVector, TSimd>.Width;

    /// <summary>Computes every element.</summary>
    public void Compute()
    {
        using var scope = new TensorScope();
        transformed = Tensor.Empty([filters.Groups * panels * Products * reduced * Width], source.DType);
        Threads.For(filters.Groups * panels, Transform);
        int pieces = tiles.Pieces * filters.Groups;
        int each = (int)Math.Clamp(ChunkWork / ((long)tiles.Most * 4 * reduced * channels), 1, Math.Max(1, pieces / (2 * Threads.Count)));
        Threads.For((pieces + each - 1) / each, chunk =>
        {
            for (int piece = chunk * each; piece < Math.Min(pieces, (chunk + 1) * each); piece++)
                Compute(piece % filters.Groups, tiles.Piece(piece / filters.Groups));
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

    private void Compute(int group, WinogradPiece piece)
    {
        int count = tiles.Transform(source, group, piece, channels, out var pixels, out var v, out var m);
        Multiply(group, count, v, m);
        for (int i = 0; i < piece.Images; i++)
        {
            Gather(m[(i * count / piece.Images * channels)..], m.Length / Products, group, piece.TileRows, pixels);
            Write((piece.Image + i) * filters.Groups + group, piece, pixels);
        }
    }

    /// <summary>The sixteen matrix products of tiles and filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int group, int count, Span<T> v, Span<T> m)
    {
        int apartV = v.Length / Products, apartM = m.Length / Products;
        var cut = GemmTiles<T, TVector, TSimd>.Cut(count);
        for (int t = 0; t < Products; t++)
            for (int panel = 0; panel < panels; panel++)
            {
                int width = Math.Min(Width, channels - panel * Width);
                ref readonly T b = ref transformed!.AsReadOnlySpan<T>()[((group * panels + panel) * Products + t) * reduced * Width];
                ref T a = ref v[t * apartV], c = ref m[t * apartM + panel * Width];
                GemmTiles<T, TVector, TSimd>.Multiply(cut, width, in a, reduced, 1, in b, Width, ref c, channels, reduced, false);
            }
    }

    /// <summary>Aᵀ m A and the bias for every tile, channels last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(Span<T> m, int apart, int group, int tileRows, Span<T> to)
    {
        var biases = bias is null ? default : bias.AsReadOnlySpan<T>().Slice(group * channels, channels);
        ref T tile = ref MemoryMarshal.GetReference(m), b = ref MemoryMarshal.GetReference(biases);
        int pitch = 2 * tiles.Along * channels;
        for (int i = 0; i < tileRows; i++)
            for (int j = 0; j < tiles.Along; j++)
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
    private void Write(int unit, WinogradPiece piece, Span<T> pixels)
    {
        int columns = tiles.Columns, plane = tiles.Rows * columns, along = 2 * tiles.Along, row = 2 * piece.TileRow;
        int count = Math.Min(2 * piece.TileRows, tiles.Rows - row);
        var to = result.AsSpan<T>().Slice(unit * channels * plane, channels * plane)[(row * columns)..];
        if (along == columns)
            TransposeKernel.Transpose(pixels, channels, to, plane, count * columns, channels);
        else
            for (int i = 0; i < count; i++)
                TransposeKernel.Transpose(pixels[(i * along * channels)..], channels, to[(i * columns)..], plane, columns, channels);
    }
}
