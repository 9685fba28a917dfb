using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>
/// Elementwise operations that are evaluated together, block by block: every operation is run on one block, whose values stay in the cache, before
/// the next block is begun. Some results are stored, some are summed, the rest are gone with the block.
/// </summary>
internal sealed class Plan
{
    /// <summary>How many elements a block has at most: with a few operands, about half the first-level cache.</summary>
    internal const int BlockSize = 1024;

    /// <summary>With no more operands and steps than this, blocks of twice the size still fit the first-level cache.</summary>
    private const int Few = 6;

    /// <summary>Additions that are worth a thread, and below which a second one does not pay.</summary>
    private const long ChunkWork = 50_000, SerialWork = 150_000;

    /// <summary>An operation that costs as much as this many additions is stored when it is computed, if it will be read again.</summary>
    private const int Expensive = 5;

    /// <summary>What may be computed again rather than stored, in additions an element.</summary>
    private const int Recomputable = 12;

    /// <summary>A plan with as many steps takes no further result in.</summary>
    private const int MostSteps = 24;

    private static readonly Stack<Plan> spare = [];

    private static int plans;

    private int id;
    private readonly List<Step> steps = new(8);
    private readonly List<(Operand Operand, Storage? Memory)> operands = new(8);
    private readonly List<(Expression Expression, int Source)> reduced = [];
    private int length, work, scratchCount, block, capacity;
    private DType dtype;
    private object? sum;

    private Plan()
    {
    }

    /// <summary>An empty plan; called, as all that makes one, by one thread at a time.</summary>
    /// <param name="length">How many elements every operation's result has.</param>
    /// <param name="dtype">Their dtype, Float32 or Float64.</param>
    public static Plan For(int length, DType dtype)
    {
        var plan = spare.Count > 0 ? spare.Pop() : new();
        (plan.id, plan.length, plan.dtype, plan.work, plan.block) = (++plans, length, dtype, 1, BlockSize);
        return plan;
    }

    /// <summary>Puts a plan that has run by for another.</summary>
    public void PutBy()
    {
        steps.Clear();
        operands.Clear();
        reduced.Clear();
        Stored.Clear();
        Held.Clear();
        Overwritten.Clear();
        sum = null;
        spare.Push(this);
    }

    /// <summary>What is computed into memory.</summary>
    public List<(Expression Expression, Storage Memory)> Stored { get; } = [];

    /// <summary>What is read, and must not change meanwhile.</summary>
    public List<Expression> Held { get; } = new(8);

    /// <summary>What is gone once the plan has begun to run: its memory is written over.</summary>
    public List<Expression> Overwritten { get; } = [];

    /// <summary>Whether more can be computed in this plan, of so many elements.</summary>
    public bool Fits(int count, DType type) => steps.Count < MostSteps && count == length && type == dtype;

    /// <summary>Adds a result that is to be stored.</summary>
    public void Store(Expression expression)
    {
        int step = Visit(expression, true);
        if (steps[step].Target is null)
            StoreStep(step, expression);
    }

    /// <summary>Adds a result that is to be reduced at once.</summary>
    public void Reduce<T>(Expression expression, IBlockReduction<T> reduction) where T : unmanaged
    {
        expression.Hold();
        Held.Add(expression);
        sum = reduction;
        int step = Visit(expression, true);
        reduced.Add((expression, step));
        if (Again(expression, true))
            StoreStep(step, expression);
    }

    /// <summary>Adds a sum that waits; all in one plan sum the same axes.</summary>
    public void Sum(Expression expression)
    {
        expression.Claim();
        Stored.Add((expression, Storage.For(expression)));
        reduced.Add((expression, Source(expression.First!, true)));
    }

    /// <summary>Computes everything.</summary>
    public void Run()
    {
        if (dtype == DType.Float32)
            Run<float>();
        else
            Run<double>();
    }

    /// <summary>The step that computes an expression.</summary>
    private int Visit(Expression expression, bool isNew)
    {
        if (expression.Visit.Plan == id)
            return expression.Visit.Step;
        isNew &= ++expression.Evaluations == 1;
        int first = Source(expression.First!, isNew), second = expression.Second is { } operand ? Source(operand, isNew) : first;
        steps.Add(new() { Op = expression.Op!, First = first, Second = second, Third = first });
        work += expression.Op!.Cost;
        expression.Visit = (id, steps.Count - 1);
        return steps.Count - 1;
    }

    /// <summary>Where an operation finds an operand: the number of a step, or of an operand, complemented.</summary>
    private int Source(Operand operand, bool isNew)
    {
        if (operand.Source is not { } source)
            return Operand(operand, null);
        if (!source.IsWaiting)
        {
            source.Hold();
            Held.Add(source);
            return Operand(operand, source.Memory);
        }
        bool seen = source.Visit.Plan == id;
        int step = Visit(source, isNew);
        if (!seen && Again(source, isNew))
            StoreStep(step, source);
        return step;
    }

    private int Operand(Operand operand, Storage? memory)
    {
        for (int i = 0; i < operands.Count; i++)
            if (operands[i].Operand.IsSameAs(operand))
                return ~i;
        operands.Add((operand, memory));
        return ~(operands.Count - 1);
    }

    /// <summary>Whether a value that is on the way to another had better be stored, because it will be, or has often been, read again.</summary>
    private static bool Again(Expression expression, bool readerIsNew) =>
        expression.Home is not null && !expression.IsClaimed && (expression.IsKept && expression.Op!.Cost >= Expensive
            || expression.Home.Holders > 0 && expression.Cost > 2
            || readerIsNew && expression.Evaluations > 1 && expression.Evaluations * expression.Cost > Recomputable);

    private void StoreStep(int step, Expression expression)
    {
        expression.Claim();
        ref var stored = ref CollectionsMarshal.AsSpan(steps)[step];
        stored.Target = TakeMemory(stored.First) ?? TakeMemory(stored.Second) ?? Storage.For(expression);
        Stored.Add((expression, stored.Target));
    }

    /// <summary>The memory of an operand that nobody else will read, to be written over block by block.</summary>
    private Storage? TakeMemory(int source)
    {
        if (source >= 0 || !operands[~source].Operand.IsPlain || operands[~source].Operand.Source!.GiveMemory(length) is not { } memory)
            return null;
        Overwritten.Add(operands[~source].Operand.Source!);
        return memory;
    }

    /// <summary>Finds the steps that give every block the same values, which are computed with the first.</summary>
    private void FindRepeats()
    {
        var all = CollectionsMarshal.AsSpan(steps);
        foreach (ref var step in all)
            step.Repeats = step.Target is null && Repeats(all, step.First) && Repeats(all, step.Second);
    }

    /// <summary>Merges pairs of quick steps where only the second reads the first.</summary>
    private void Merge<T>() where T : unmanaged, INumber<T>
    {
        var all = CollectionsMarshal.AsSpan(steps);
        Span<int> readers = stackalloc int[all.Length];
        readers.Clear();
        foreach (ref readonly var step in all)
        {
            if (step.First >= 0)
                readers[step.First]++;
            if (step.Second >= 0 && step.Second != step.First)
                readers[step.Second]++;
        }
        foreach (var (_, source) in reduced)
            if (source >= 0)
                readers[source]++;
        foreach (ref var step in all)
            if (!step.Repeats && step.Op.Mergeable is { } second
                && (MergeableSource(all, readers, step.First) ?? MergeableSource(all, readers, step.Second)) is { } source)
            {
                ref var first = ref all[source];
                var operands = step.First != source ? Merged.Second : step.Second != source ? Merged.First : Merged.Both;
                step.Kernel = second.After<T>(first.Op.Mergeable!, operands);
                step.Third = operands switch { Merged.First => step.Second, Merged.Second => step.First, _ => first.First };
                (step.First, step.Second) = (first.First, first.Second);
                first.IsMerged = step.IsMerged = true;
                first.Kernel = null;
            }

        static int? MergeableSource(ReadOnlySpan<Step> all, ReadOnlySpan<int> readers, int source) =>
            source >= 0 && readers[source] == 1 && all[source] is { Target: null, Repeats: false, IsMerged: false, Op.Mergeable: not null }
                ? source
                : null;
    }

    private bool Repeats(ReadOnlySpan<Step> all, int source) => source >= 0 ? all[source].Repeats : operands[~source].Operand.Repeats(block);

    /// <summary>Gives every step that is not stored, and every operand, a place in scratch space. Steps give theirs up after the last use.</summary>
    private void AssignScratch()
    {
        var all = CollectionsMarshal.AsSpan(steps);
        Span<int> last = stackalloc int[all.Length], free = stackalloc int[all.Length];
        last.Clear();
        int freeCount = 0;
        scratchCount = operands.Count;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Kernel is null)
                continue;
            if (all[i].First >= 0)
                last[all[i].First] = i;
            if (all[i].Second >= 0)
                last[all[i].Second] = i;
            if (all[i].Third >= 0)
                last[all[i].Third] = i;
        }
        foreach (var (_, source) in reduced)
            if (source >= 0)
                last[source] = all.Length;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Kernel is null)
                continue;
            // A result may take the place of an operand, which is in the first-level cache already.
            if (all[i].First >= 0)
                GiveUp(all, last, free, ref freeCount, all[i].First, i);
            if (all[i].Second >= 0 && all[i].Second != all[i].First)
                GiveUp(all, last, free, ref freeCount, all[i].Second, i);
            if (all[i].Third >= 0 && all[i].Third != all[i].First && all[i].Third != all[i].Second)
                GiveUp(all, last, free, ref freeCount, all[i].Third, i);
            if (all[i].Target is null)
                all[i].Scratch = freeCount > 0 && !all[i].Repeats ? free[--freeCount] : scratchCount++;
        }

        static void GiveUp(Span<Step> all, Span<int> last, Span<int> free, ref int freeCount, int step, int at)
        {
            if (last[step] == at && all[step].Target is null && !all[step].Repeats)
                free[freeCount++] = all[step].Scratch;
        }
    }

    private void Run<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IBlockReduction<T>[] all = sum is IBlockReduction<T> one ? [one] : reduced.Count == 0 ? [] : [.. reduced.Select(SumsOf<T>)];
        var sums = all.Length > 0 ? all[0] : null;
        capacity = typeof(T) == typeof(float) && operands.Count + steps.Count <= Few ? 2 * BlockSize : BlockSize;
        block = sums is not null ? Math.Min(sums.BlockEnd(0, capacity), length) : PeriodicBlock();
        FindRepeats();
        foreach (ref var step in CollectionsMarshal.AsSpan(steps))
            step.Kernel = step.Op.KernelOf<T>();
        Merge<T>();
        AssignScratch();
        var run = new Run<T>(steps, operands, SourcesWith(all), scratchCount, block, capacity);
        long total = (long)work * length;
        if (Threads.Count == 1 || total < SerialWork)
            run.Part(0, length);
        else
            RunParts(run, sums, total);
        foreach (var each in all)
            each.Finish();
    }

    private void RunParts<T>(Run<T> run, IBlockReduction<T>? sums, long total) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int units = sums?.ChunkCount ?? (length + block - 1) / block, parts = (int)Math.Min(Math.Min(total / ChunkWork, 4L * Threads.Count), units);
        Threads.For(parts, part =>
        {
            int from = (int)((long)units * part / parts), to = (int)((long)units * (part + 1) / parts);
            if (sums is null)
                run.Part(from * block, (int)Math.Min((long)to * block, length));
            else
                run.Part(sums.ChunkStart(from), sums.ChunkStart(to));
        });
    }

    private (int Source, IBlockReduction<T> Reduction)[] SourcesWith<T>(IBlockReduction<T>[] all) where T : unmanaged
    {
        if (all.Length == 0)
            return [];
        var sources = new (int, IBlockReduction<T>)[all.Length];
        for (int i = 0; i < all.Length; i++)
            sources[i] = (reduced[i].Source, all[i]);
        return sources;
    }

    private Sums<T> SumsOf<T>((Expression Expression, int Source) item) where T : unmanaged, INumber<T>
    {
        foreach (var (expression, memory) in Stored)
            if (expression == item.Expression)
                return new(new Tensor(memory, 0, [memory.Length], [1], true), expression.Sum!.Value.Size, expression.Sum.Value.Inner);
        throw new InvalidOperationException("A sum has no place to go.");
    }

    /// <summary>A block of whole periods of the first operand that has any.</summary>
    private int PeriodicBlock()
    {
        foreach (var (operand, _) in operands)
            if (operand.Period is > 0 && operand.Period <= capacity)
                return capacity / operand.Period * operand.Period;
        return capacity;
    }

    /// <summary>An operation, where it finds its operands and where its results go: into memory, or into a block of scratch space.</summary>
    internal struct Step
    {
        public ElementwiseOp Op;
        public int First, Second, Third, Scratch;
        public object? Kernel; // None where the step is part of the one that reads it.
        public Storage? Target;
        public bool Repeats, IsMerged;
    }
}
