namespace AutoGrad;

/// <summary>
/// A source of random numbers: a seed and a position in the stream that the seed names. The same seed draws the same numbers on every run, in Float32
/// the roundings of what it draws in Float64. Safe to use from several threads; which thread gets which numbers is then up to the threads.
/// </summary>
public sealed class Generator
{
    private const float Ulp24 = 1f / (1 << 24);
    private const double Ulp53 = 1.0 / (1L << 53);

    [ThreadStatic]
    private static Generator? standIn;

    private ulong seed;
    private ulong position;

    private Generator(ulong seed, ulong position)
    {
        this.seed = seed;
        this.position = position;
    }

    /// <summary>The generator used where none is given. It starts from seed 0, so a program that names no generator still repeats its
    /// numbers.</summary>
    public static Generator Default { get; } = Seeded(0);

    /// <summary>A generator at the start of the stream that <paramref name="seed"/> names.</summary>
    public static Generator Seeded(long seed) => new((ulong)seed, 0);

    /// <summary>A generator at a place of a stream, from <see cref="Seed"/> and <see cref="Position"/> of an earlier one.</summary>
    public static Generator At(long seed, long position) => new((ulong)seed, (ulong)position);

    /// <summary>A generator whose seed comes from the system's source of randomness: other numbers on every run.</summary>
    public static Generator Unseeded() => Seeded(System.Random.Shared.NextInt64());

    /// <summary>The seed, which names the stream.</summary>
    public long Seed => (long)Source.seed;

    /// <summary>How many blocks of 128 bits were drawn so far.</summary>
    public long Position => (long)Volatile.Read(ref Source.position);

    /// <summary>Goes to the start of the stream that <paramref name="seed"/> names, as <c>torch.manual_seed</c> does, or to a place in it.</summary>
    /// <param name="seed">The stream.</param>
    /// <param name="position">The place, a <see cref="Position"/> of earlier.</param>
    public void Reseed(long seed, long position = 0)
    {
        var source = Source;
        source.seed = (ulong)seed;
        Volatile.Write(ref source.position, (ulong)position);
    }

    /// <summary>A generator of its own stream, derived from this one: for a worker, a layer, a data loader.</summary>
    public Generator Split()
    {
        var (a, _) = Source.Next();
        return new(a, 0);
    }

    /// <summary>Has another generator stand for <see cref="Default"/> on this thread, until disposed: <c>using (Generator.UseDefault(own)) { … }</c>. What
    /// is drawn meanwhile without naming a generator depends on nobody else, and nobody on it.</summary>
    public static IDisposable UseDefault(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new Stand(generator);
    }

    /// <summary>A 64-bit number, all bits random.</summary>
    public ulong NextBits() => Source.Next().Item1;

    /// <summary>A number from [0, 1), 53 bits of it random.</summary>
    public double NextDouble() => Unit(NextBits());

    /// <summary>An integer from [0, <paramref name="exclusiveMax"/>), each equally likely.</summary>
    public long NextInt(long exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (long)Math.BigMul(NextBits(), (ulong)exclusiveMax, out _);
    }

    /// <summary>Fills with numbers from [0, 1).</summary>
    public void FillUniform(Span<double> values) => Fill(values, static (a, b) => (Unit(a), Unit(b)));

    /// <summary>Fills with numbers from [0, 1): those of the Float64 stream with the bits that do not fit cut off, so that 1 never appears.</summary>
    public void FillUniform(Span<float> values) => Fill(values, static (a, b) => ((a >> 40) * Ulp24, (b >> 40) * Ulp24));

    /// <summary>Fills with draws from the standard normal distribution (Box and Muller, 1958).</summary>
    public void FillNormal(Span<double> values) => Fill(values, Normal);

    /// <summary>Fills with draws from the standard normal distribution, the roundings of the Float64 ones.</summary>
    public void FillNormal(Span<float> values) => Fill(values, static (a, b) =>
    {
        var (x, y) = Normal(a, b);
        return ((float)x, (float)y);
    });

    /// <summary>Puts the elements in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        var (seed, first) = Source.Take(values.Length);
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)Math.BigMul(Philox.Block(seed, first + (ulong)i).Item1, (ulong)(i + 1), out _);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The seed and the position.</summary>
    public override string ToString() => $"Generator {{ Seed = {Seed}, Position = {Position} }}";

    private void Fill<T>(Span<T> values, Func<ulong, ulong, (T, T)> draw)
    {
        var (seed, first) = Source.Take((values.Length + 1) / 2);
        for (int i = 0; i < values.Length; i += 2)
        {
            var (a, b) = Philox.Block(seed, first + (ulong)(i / 2));
            (values[i], T second) = draw(a, b);
            if (i + 1 < values.Length)
                values[i + 1] = second;
        }
    }

    /// <summary>A block of the stream.</summary>
    private (ulong, ulong) Next()
    {
        var (name, block) = Take(1);
        return Philox.Block(name, block);
    }

    /// <summary>Claims blocks of the stream; its seed and the first block's number.</summary>
    private (ulong Seed, ulong First) Take(int blocks) => (seed, Interlocked.Add(ref position, (ulong)blocks) - (ulong)blocks);

    /// <summary>What draws in this one's place: itself, but where draws are repeated.</summary>
    private Generator Source => RandomDraws.Current is { } draws ? draws.SourceOf(Present) : Present;

    private Generator Present => standIn is not null && ReferenceEquals(this, Default) ? standIn : this;

    /// <summary>A generator that stands where this one does.</summary>
    internal Generator Copy() => new(seed, Volatile.Read(ref position));

    private static double Unit(ulong bits) => (bits >> 11) * Ulp53;

    private static (double, double) Normal(ulong a, ulong b)
    {
        // 1 − u lies in (0, 1], so the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - Unit(a)));
        var (sin, cos) = Math.SinCos(2 * Math.PI * Unit(b));
        return (radius * cos, radius * sin);
    }

    private sealed class Stand : IDisposable
    {
        private readonly Generator? before;
        private bool ended;

        public Stand(Generator generator) => (before, standIn) = (standIn, ReferenceEquals(generator, Default) ? null : generator);

        public void Dispose()
        {
            if (!ended)
                (ended, standIn) = (true, before);
        }
    }
}
