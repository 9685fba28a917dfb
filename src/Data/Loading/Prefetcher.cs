using System.Runtime.ExceptionServices;

namespace AutoGrad.Data;

/// <summary>
/// Makes numbered values on threads of its own, ahead of who takes them in order, and no further ahead than told. What an order of threads could
/// change is none of its values: each is made from its number alone.
/// </summary>
internal sealed class Prefetcher<T> : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, (T? Value, ExceptionDispatchInfo? Problem)> ready = [];
    private readonly SemaphoreSlim arrived = new(0), room;
    private readonly CancellationTokenSource stop;
    private readonly Thread[] threads;
    private readonly Func<int, T> make;
    private readonly int count;
    private int claimed, taken;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">How many values there are.</param>
    /// <param name="workers">How many threads make them.</param>
    /// <param name="ahead">How many may be made, or be in the making, and not taken.</param>
    /// <param name="make">Makes a value; called on several threads at once.</param>
    /// <param name="cancellation">Stops who waits, and the threads.</param>
    public Prefetcher(int count, int workers, int ahead, Func<int, T> make, CancellationToken cancellation)
    {
        (this.count, this.make) = (count, make);
        room = new(ahead);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        threads = new Thread[Math.Min(workers, count)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new(Work) { IsBackground = true, Name = $"DataLoader worker {i}" };
            threads[i].Start();
        }
    }

    /// <summary>The next value, waited for. An exception that making it threw is thrown here.</summary>
    public T Take()
    {
        while (true)
        {
            stop.Token.ThrowIfCancellationRequested(); // Also where a value came after it was cancelled, and before that was noticed.
            lock (gate)
                if (ready.Remove(taken, out var made))
                {
                    taken++;
                    room.Release();
                    made.Problem?.Throw();
                    return made.Value!;
                }
            arrived.Wait(stop.Token);
        }
    }

    /// <summary>Stops the threads, and waits until each is done with what it is at.</summary>
    public void Dispose()
    {
        stop.Cancel();
        foreach (var thread in threads)
            thread.Join();
        stop.Dispose();
        room.Dispose();
        arrived.Dispose();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                room.Wait(stop.Token);
                int number = Interlocked.Increment(ref claimed) - 1;
                if (number >= count)
                    return;
                (T?, ExceptionDispatchInfo?) made;
                try
                {
                    made = (make(number), null);
                }
                catch (Exception problem)
                {
                    made = (default, ExceptionDispatchInfo.Capture(problem));
                }
                lock (gate)
                    ready.Add(number, made);
                arrived.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for more.
        }
    }
}
