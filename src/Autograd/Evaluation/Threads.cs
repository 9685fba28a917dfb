namespace AutoGrad;

/// <summary>
/// The threads that kernels are spread over. Work is cut into chunks by shapes alone and every chunk computes what it would alone, so results have
/// the same bits for any number of threads.
/// </summary>
/// <remarks>
/// The calling thread works too. Each begins with its own stretch of chunks, the same one every time, so that what it wrote in one kernel is in its own
/// cache for the next; whoever is done claims what is left of the others': where the system withholds a core, the others do its share, and the worst
/// is the time of one thread. While one thread's work is spread, others that call do theirs alone, as do kernels within kernels; so nothing waits for
/// anything but chunks that are being computed.
/// </remarks>
public static class Threads
{
    /// <summary>How long a worker looks for the next job before it sleeps: longer than the gap between two kernels, too short to matter to
    /// others.</summary>
    private const int SpinRounds = 600;

    private static readonly Lock starting = new();
    private static readonly SemaphoreSlim wake = new(0);
    private static volatile Job? current;
    private static int busy, parked, workers;
    private static volatile int count = Initial();

    [ThreadStatic]
    private static bool inside;

    /// <summary>
    /// How many threads work, the calling one included. At the start it is the environment variable AUTOGRAD_NUM_THREADS, or else the number of
    /// processors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int Count
    {
        get => count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            count = value;
        }
    }

    /// <summary>Runs chunks 0 to <paramref name="chunks"/> − 1, each once, in any order and on any thread, and returns when all are done.</summary>
    /// <param name="chunks">How many. A chunk should be worth about five microseconds or more.</param>
    /// <param name="body">Computes a chunk; it may write only what no other chunk reads or writes.</param>
    /// <exception cref="Exception">What the first failing chunk threw; chunks that had not begun are left out.</exception>
    public static void For(int chunks, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (chunks <= 1 || count == 1 || inside || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (int i = 0; i < chunks; i++)
                body(i);
            return;
        }
        var job = new Job(chunks, body, Math.Min(count, chunks) - 1);
        try
        {
            Start(job.Helpers);
            current = job;
            // Between publishing the job and reading who sleeps lies a full fence, as on the other side: either the sleeper sees the job or is seen
            // here.
            Interlocked.MemoryBarrier();
            int asleep = Math.Min(Volatile.Read(ref parked), job.Helpers);
            if (asleep > 0)
                wake.Release(asleep);
            inside = true;
            job.Work(0);
            job.Wait();
        }
        finally
        {
            inside = false;
            current = null;
            Volatile.Write(ref busy, 0);
        }
        job.ThrowIfFailed();
    }

    private static int Initial() =>
        int.TryParse(Environment.GetEnvironmentVariable("AUTOGRAD_NUM_THREADS"), out int number) && number >= 1 ? number : Environment.ProcessorCount;

    private static void Start(int helpers)
    {
        if (Volatile.Read(ref workers) >= helpers)
            return;
        lock (starting)
            for (; workers < helpers; workers++)
            {
                int number = workers + 1;
                new Thread(() => Serve(number)) { IsBackground = true, Name = $"AutoGrad worker {number}" }.Start();
            }
    }

    private static void Serve(int number)
    {
        inside = true;
        Job? last = null;
        int rounds = 0;
        while (true)
        {
            if (current is { } job && job != last)
            {
                last = job;
                if (job.Join())
                    job.Work(number);
                rounds = 0;
                continue;
            }
            if (rounds++ < SpinRounds)
            {
                Thread.SpinWait(2);
                continue;
            }
            Interlocked.Increment(ref parked);
            if (current is null || current == last)
                wake.Wait();
            Interlocked.Decrement(ref parked);
            rounds = 0;
        }
    }

    /// <summary>One call of <see cref="For"/>.</summary>
    private sealed class Job(int chunks, Action<int> body, int helpers)
    {
        /// <summary>Numbers that lie so far apart that no two share a cache line.</summary>
        private const int Apart = 32;

        private readonly int[] next = new int[(helpers + 2) * Apart]; // How many chunks of each stretch are claimed.
        private int done, joined;
        private Exception? failure;

        /// <summary>How many workers may help.</summary>
        public int Helpers => helpers;

        public bool Join() => Interlocked.Increment(ref joined) <= helpers;

        /// <summary>Claims and runs chunks until none is left, those of one's own stretch first.</summary>
        public void Work(int number)
        {
            int stretches = helpers + 1;
            for (int i = 0; i < stretches; i++)
            {
                int stretch = (number + i) % stretches;
                int start = (int)((long)chunks * stretch / stretches), count = (int)((long)chunks * (stretch + 1) / stretches) - start;
                ref int claimed = ref next[(stretch + 1) * Apart];
                int chunk;
                while (Volatile.Read(ref claimed) < count && (chunk = Interlocked.Increment(ref claimed) - 1) < count)
                    Run(start + chunk);
            }
        }

        private void Run(int chunk)
        {
            if (Volatile.Read(ref failure) is null)
                try
                {
                    body(chunk);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }
            Interlocked.Increment(ref done);
        }

        /// <summary>Waits until the chunks that others claimed are done.</summary>
        public void Wait()
        {
            for (int i = 0; Volatile.Read(ref done) < chunks && i < SpinRounds; i++)
                Thread.SpinWait(1);
            var spin = new SpinWait();
            while (Volatile.Read(ref done) < chunks)
                spin.SpinOnce(sleep1Threshold: -1);
        }

        public void ThrowIfFailed()
        {
            if (failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
