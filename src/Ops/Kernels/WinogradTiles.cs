using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// The 2×2 tiles of a result of 3×3 filters, and the 4×4 elements of the source under each, in the minimal filtering of Winograd, F(2×2, 3×3), after
/// Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016). Pieces of tiles, strips of an image or several images, are worked on
/// at once; vectors hold channels.
/// </summary>
internal sealed class WinogradTiles<T, TVector, TSimd>
    where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The elements of a transformed tile, and so the matrix products.</summary>
    public const int Products = 16;

    /// <summary>The matrices lie one after another, so many elements farther apart than they are long, to meet different sets of the cache.</summary>
    public const int Apart = 16;

    /// <summary>With fewer channels than this the transforms take longer than they save.</summary>
    private const int LeastChannels = 32;

    /// <summary>So many tiles at least make a matrix product.</summary>
    private const int Least = 48;

    private readonly int images, groups, channels, height, width, first1, first2, strip, strips, together;

    /// <param name="source">The shape of the images.</param>
    /// <param name="groups">Into how many groups their channels fall.</param>
    /// <param name="axes">What is computed.</param>
    public WinogradTiles(Shape source, int groups, CorrelationAxis[] axes)
    {
        (images, this.groups, channels, height, width) = (source[0], groups, source[1] / groups, source[^2], source[^1]);
        (Rows, Columns, first1, first2) = (axes[1].Count, axes[2].Count, axes[1].First, axes[2].First);
        int down = (Rows + 1) / 2, each = down * Along;
        strips = Math.Max(1, each / Least);
        strip = (down + strips - 1) / strips;
        strips = (down + strip - 1) / strip;
        together = strips > 1 ? 1 : Math.Clamp((Least + each - 1) / each, 1, images);
    }

    /// <summary>Whether filters over so many channels, of the source and of the result, are of this kind and gain by it.</summary>
    public static bool Suit(Shape source, int[] kernel, int reduced, int channels, CorrelationAxis[] axes) =>
        typeof(T) == typeof(float) && kernel is [1, 3, 3] && source.Rank < 5
        && IsThree(axes[1]) && IsThree(axes[2])
        && Math.Min(reduced, channels) >= LeastChannels && reduced % TSimd.Count == 0 && channels % TSimd.Count == 0
        && source[0] * axes[1].Count * axes[2].Count >= 2 * Least;

    private static bool IsThree(CorrelationAxis axis) =>
        axis is { Step: 1, Start: 0, Stride: 1, Count: > 1, First: <= 0, Taps: [{ At: var a }, { At: var b }, { At: var c }] }
        && Math.Abs(b - a) == 1 && c - b == b - a;

    /// <summary>The rows of the result.</summary>
    public int Rows { get; }

    /// <summary>The columns of the result.</summary>
    public int Columns { get; }

    /// <summary>The tiles of a row.</summary>
    public int Along => (Columns + 1) / 2;

    /// <summary>The pieces of one group.</summary>
    public int Pieces => (images + together - 1) / together * strips;

    /// <summary>The most tiles of a piece.</summary>
    public int Most => together * strip * Along;

    private int Pitch => (2 * Along + 2) * channels;

    /// <summary>What belongs to a piece.</summary>
    public WinogradPiece Piece(int piece)
    {
        (int several, int stripe) = Math.DivRem(piece, strips);
        int image = several * together, row = stripe * strip;
        return new(image, Math.Min(together, images - image), row, Math.Min(strip, (Rows + 1) / 2 - row));
    }

    /// <summary>
    /// Bᵀ d B of the tiles of a piece, which it counts: in <paramref name="v"/>, sixteen matrices of a row for each tile. There is room for as many
    /// of the result in <paramref name="m"/>, and for an image of either, channels last, in <paramref name="pixels"/>.
    /// </summary>
    public int Transform(Tensor source, int group, WinogradPiece piece, int ofResult, out Span<T> pixels, out Span<T> v, out Span<T> m)
    {
        int each = piece.TileRows * Along, count = piece.Images * each, size = Math.Max((2 * piece.TileRows + 2) * Pitch, 4 * each * ofResult);
        int apartV = count * channels + Apart, apartM = count * ofResult + Apart;
        var scratch = Scratch<T>.OfB(size + Products * (apartV + apartM));
        pixels = scratch[..size];
        v = scratch.Slice(size, Products * apartV);
        m = scratch[(size + Products * apartV)..];
        for (int i = 0; i < piece.Images; i++)
        {
            Read(source, (piece.Image + i) * groups + group, piece, pixels);
            Scatter(pixels, piece.TileRows, v[(i * each * channels)..], apartV);
        }
        return count;
    }

    /// <summary>Some rows of an image, with the zeros around it, channels last.</summary>
    private void Read(Tensor source, int unit, WinogradPiece piece, Span<T> to)
    {
        int plane = height * width, pitch = Pitch, lead = -first2 * channels, copied = Math.Min(width, pitch / channels + first2);
        var from = source.AsReadOnlySpan<T>().Slice(unit * channels * plane, channels * plane);
        for (int i = 0; i < 2 * piece.TileRows + 2; i++)
        {
            var target = to.Slice(i * pitch, pitch);
            int y = 2 * piece.TileRow + i + first1;
            if (y < 0 || y >= height)
            {
                target.Clear();
                continue;
            }
            target[..lead].Clear();
            TransposeKernel.Transpose(from[(y * width)..], plane, target[lead..], channels, channels, copied);
            target[(lead + copied * channels)..].Clear();
        }
    }

    /// <summary>Bᵀ d B for every tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(Span<T> pixels, int tileRows, Span<T> to, int apart)
    {
        int pitch = Pitch;
        ref T tile = ref MemoryMarshal.GetReference(to);
        for (int i = 0; i < tileRows; i++)
            for (int j = 0; j < Along; j++)
            {
                ref T d = ref pixels[2 * i * pitch + 2 * j * channels];
                for (int c = 0; c < channels; c += TSimd.Count)
                {
                    Spread(in Unsafe.Add(ref d, c), pitch, out var a0, out var a1, out var a2, out var a3);
                    Spread(in Unsafe.Add(ref d, channels + c), pitch, out var b0, out var b1, out var b2, out var b3);
                    Spread(in Unsafe.Add(ref d, 2 * channels + c), pitch, out var c0, out var c1, out var c2, out var c3);
                    Spread(in Unsafe.Add(ref d, 3 * channels + c), pitch, out var d0, out var d1, out var d2, out var d3);
                    ref T target = ref Unsafe.Add(ref tile, c);
                    Store(a0, b0, c0, d0, ref target, apart);
                    Store(a1, b1, c1, d1, ref Unsafe.Add(ref target, 4 * apart), apart);
                    Store(a2, b2, c2, d2, ref Unsafe.Add(ref target, 8 * apart), apart);
                    Store(a3, b3, c3, d3, ref Unsafe.Add(ref target, 12 * apart), apart);
                }
                tile = ref Unsafe.Add(ref tile, channels);
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
}

/// <summary>Tiles that are worked on together: all or some rows of tiles of one image, or all of several.</summary>
/// <param name="Image">The first image.</param>
/// <param name="Images">How many images.</param>
/// <param name="TileRow">The first row of tiles.</param>
/// <param name="TileRows">How many rows of tiles of each image.</param>
internal readonly record struct WinogradPiece(int Image, int Images, int TileRow, int TileRows);
