namespace AutoGrad;

/// <summary>
/// The contents of a storage as elementwise operations see them: computed by an operation that still waits, or lying in memory. Large elementwise
/// results wait, so that a chain of them can be evaluated together, block by block in the cache, and what nobody reads is never computed.
/// </summary>
/// <remarks>
/// Nothing of this can be observed but by a clock. A storage whose contents wait computes them when its memory is asked for. A write in place first
/// saves the old values for those that wait to read them; memory that is given back goes to them too, until the last is done. The counts are guarded
/// by one lock, which is never held while anything is computed.
/// </remarks>
internal sealed class Expression
{
    /// <summary>The most operations that wait for each other.</summary>
    private const int MostOperations = 24;

    /// <summary>Operands that others may write to at any time are copied up to this many elements.</summary>
    private const int MostCopied = 4096;

    private static readonly object gate = new();

    private Summation? summation;
    private bool claimed;

    private Expression(Storage storage) => (Memory, Length, DType) = (storage, storage.Length, storage.DType);

    private Expression(Operand summed, SumShape shape, DType dtype, List<Expression> companions)
    {
        (Length, DType) = (summed.Length / shape.Size, dtype);
        (First, summation) = (summed, new(shape, companions));
        companions.Add(this);
    }

    private Expression(ElementwiseOp op, Operand first, Operand? second, int length, DType dtype)
    {
        (Op, First, Second, Length, DType) = (op, first, second, length, dtype);
        Size = 1 + (first.Source?.Size ?? 0) + (second?.Source?.Size ?? 0);
        Cost = op.Cost + (first.Source?.Cost ?? 0) + (second?.Source?.Cost ?? 0);
    }

    /// <summary>From this many elements on results wait; AUTOGRAD_BLOCKWISE_FROM sets it.</summary>
    public static int Smallest { get; set; } =
        int.TryParse(Environment.GetEnvironmentVariable("AUTOGRAD_BLOCKWISE_FROM"), out int number) && number >= 1 ? number : 16_384;

    /// <summary>The elementwise operation that waits; null where none does.</summary>
    public ElementwiseOp? Op { get; private set; }

    /// <summary>The sum of <see cref="First"/> that waits; null where none does.</summary>
    public SumShape? Sum => summation?.Shape;

    /// <summary>How many values there are.</summary>
    public int Length { get; }

    /// <summary>Their dtype.</summary>
    public DType DType { get; }

    /// <summary>Whether the values are not computed yet.</summary>
    public bool IsWaiting => Op is not null || summation is not null;

    public Operand? First { get; private set; }

    public Operand? Second { get; private set; }

    /// <summary>Where the values lie once they are computed, for reading: the memory of <see cref="Home"/> or, once that is gone, an own one.</summary>
    public Storage? Memory { get; private set; }

    /// <summary>The storage whose contents these are; null once it was written to or given back.</summary>
    public Storage? Home { get; private set; }

    /// <summary>Whether the tape keeps the value for the backward pass, so that it will be read again.</summary>
    public bool IsKept { get; set; }

    /// <summary>How many plans have computed this.</summary>
    public int Evaluations { get; set; }

    /// <summary>The plan that visited this last.</summary>
    public (int Plan, int Step) Visit { get; set; }

    /// <summary>How many operations have to be run.</summary>
    public int Size { get; private set; }

    /// <summary>What they cost, in additions.</summary>
    public int Cost { get; private set; }

    /// <summary>Whether a plan is computing this into memory.</summary>
    public bool IsClaimed => claimed;

    private static int writingOver;
    private int readers, running;

    /// <summary>The result of an operation, which waits unless an operand may be written to unseen.</summary>
    public static Tensor Result(ElementwiseOp op, Tensor a, Tensor? b, Shape shape, DType dtype)
    {
        (a, b) = (Converted(a, dtype), b is null ? null : Converted(b, dtype));
        if (SizeOf(a) + SizeOf(b) >= MostOperations)
            (SizeOf(a) >= SizeOf(b) ? a : b!).Storage.Evaluate();
        RequireSummed(a);
        RequireSummed(b);
        bool atOnce = false;
        Operand first = OperandOf(a, shape, dtype, ref atOnce);
        Operand? second = b is null ? null : OperandOf(b, shape, dtype, ref atOnce);
        var expression = new Expression(op, first, second, shape.ElementCount, dtype);
        var storage = expression.Home = Storage.Pend(dtype, shape.ElementCount, expression);
        if (atOnce)
            storage.Evaluate();
        return new(storage, 0, shape, a.IsContiguous && a.Shape == shape ? a.StrideArray : shape.ContiguousStrides(), true);
    }

    /// <summary>
    /// The sum of the middle of [outer, size, inner], which waits, so that it can be computed together with others of the same backward pass.
    /// </summary>
    /// <param name="x">What is summed, contiguous.</param>
    /// <param name="sum">The sizes.</param>
    /// <param name="companions">The sums of the pass.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <returns>The result, or null where it cannot wait.</returns>
    public static Tensor? Waiting(Tensor x, SumShape sum, List<Expression> companions, Shape shape)
    {
        if (x.Storage.IsExposed || x.ElementCount == 1 || !IsWhole(x, x.ElementCount))
            return null;
        bool atOnce = false;
        var operand = OperandOf(x, x.Shape, x.DType, ref atOnce);
        Expression expression;
        lock (gate)
            expression = new(operand, sum, x.DType, companions);
        var storage = expression.Home = Storage.Pend(x.DType, shape.ElementCount, expression);
        return new(storage, 0, shape, shape.ContiguousStrides(), true);
    }

    /// <summary>Computes the values of one storage.</summary>
    public void Evaluate()
    {
        while (true)
        {
            Plan? plan = null;
            Expression? earlier = null;
            lock (gate)
            {
                while (claimed || IsBeingWrittenOver())
                    Monitor.Wait(gate);
                if (!IsWaiting)
                    return;
                if (Sum is null)
                    (plan = Plan.For(Length, DType)).Store(this);
                else if (First!.Source is { Sum: not null } source)
                    earlier = source;
                else
                    plan = PlanSums();
            }
            if (plan is not null)
                Execute(plan);
            else
                earlier!.Evaluate();
        }
    }

    /// <summary>A plan for this sum and all that wait in the same pass, sum the same axes of as many elements, and read no other sum.</summary>
    private Plan PlanSums()
    {
        var plan = Plan.For(First!.Length, DType);
        plan.Sum(this);
        var companions = summation!.Companions;
        for (int i = companions.Count - 1; i >= 0; i--)
        {
            var other = companions[i];
            if (other == this || other.Sum is null || other.Home is null && other.readers == 0)
                companions.RemoveAt(i);
            else if (!other.claimed && !other.IsBeingWrittenOver() && other.Sum == Sum && plan.Fits(other.First!.Length, other.DType) && other.First.Source is { Sum: null })
            {
                plan.Sum(other);
                companions.RemoveAt(i);
            }
        }
        return plan;
    }

    /// <summary>Computes the values of several storages, those of one size together.</summary>
    public static void EvaluateTogether(List<Storage> storages)
    {
        foreach (var storage in storages)
            if (storage.Expression?.Sum is not null)
                storage.Evaluate();
        while (storages.Count > 0)
        {
            Plan? plan = null;
            lock (gate)
            {
                for (int i = storages.Count - 1; i >= 0; i--)
                {
                    var storage = storages[i];
                    var expression = storage.Expression;
                    if (expression?.Op is not null && !expression.claimed)
                    {
                        if (expression.IsBeingWrittenOver())
                        {
                            if (plan is null)
                                Monitor.Wait(gate); // Who has claimed something does not wait for others.
                            continue;
                        }
                        plan ??= Plan.For(storage.Length, storage.DType);
                        if (!plan.Fits(storage.Length, storage.DType))
                            continue;
                        plan.Store(expression);
                    }
                    storages.RemoveAt(i); // Computed, or being computed by another thread.
                }
            }
            if (plan is not null)
                Execute(plan);
        }
    }

    /// <summary>Reduces the values of a tensor that waits without storing them.</summary>
    /// <returns>False where it does not wait, or cannot be computed in the order of its elements.</returns>
    public static bool TryReduce<T>(Tensor x, IBlockReduction<T> reduction) where T : unmanaged
    {
        Plan plan;
        lock (gate)
        {
            if (x.Storage.Expression is not { Op: not null, claimed: false } expression || !IsWhole(x, x.ElementCount)
                || expression.IsBeingWrittenOver())
                return false;
            plan = Plan.For(x.ElementCount, x.DType);
            plan.Reduce(expression, reduction);
        }
        Execute(plan);
        return true;
    }

    /// <summary>The memory that what waits in a storage will be computed from. It is only listed: nothing is computed.</summary>
    public static List<Storage> Sources(Storage storage)
    {
        var found = new List<Storage>();
        lock (gate)
        {
            var seen = new HashSet<Expression>();
            var pending = new Stack<Expression?>([storage.Expression]);
            while (pending.TryPop(out var expression))
            {
                if (expression is null || !seen.Add(expression))
                    continue;
                if (!expression.IsWaiting && expression.Memory is { } memory)
                    found.Add(memory);
                pending.Push(expression.Second?.Source);
                pending.Push(expression.First?.Source);
            }
        }
        return found;
    }

    /// <summary>Notes that the contents of a storage are about to be overwritten: those that wait to read the old ones get a copy.</summary>
    public static void Overwriting(Storage storage)
    {
        storage.Evaluate();
        lock (gate)
        {
            if (storage.Expression is not { } expression)
                return;
            while (expression.running > 0)
                Monitor.Wait(gate);
            if (expression.readers > 0)
                expression.Memory = storage.Copy();
            expression.Home = null;
            storage.Expression = null;
        }
    }

    /// <summary>Notes that a storage's memory is given back: those that wait to read it take it over.</summary>
    public static void Releasing(Storage storage)
    {
        lock (gate)
        {
            if (storage.Expression is not { } expression)
                return;
            storage.Expression = null;
            expression.Home = null;
            if (!expression.IsWaiting)
            {
                if (expression.readers > 0)
                    expression.Memory!.TakeOwnership(storage);
            }
            else if (expression.readers == 0 && !expression.claimed)
                expression.DropOperands();
        }
    }

    /// <summary>Takes this into a plan that will read it; called while a plan is made.</summary>
    public void Hold()
    {
        readers++;
        running++;
    }

    /// <summary>
    /// The memory, where the plan that holds this is the last to read it and it would go back afterwards; called while a plan is made.
    /// </summary>
    public Storage? GiveMemory(int length)
    {
        if (Home is not null || readers != 2 || running != 1 || Length != length || Memory is not { IsBlock: true } memory)
            return null;
        var given = memory.Alias();
        given.TakeOwnership(memory);
        writingOver++;
        return given;
    }

    /// <summary>
    /// Whether another thread's plan computes something that this reads, and writes over what that was to be computed from: then it cannot be
    /// computed a second time, but is there soon.
    /// </summary>
    private bool IsBeingWrittenOver()
    {
        return writingOver > 0 && Reads(this, []);

        static bool Reads(Expression? expression, HashSet<Expression> seen) => expression is { IsWaiting: true } && seen.Add(expression)
            && (expression.claimed || Reads(expression.First?.Source, seen) || Reads(expression.Second?.Source, seen));
    }

    /// <summary>Takes this into a plan that will compute it into memory; called while a plan is made.</summary>
    public void Claim() => claimed = true;

    /// <summary>Whether the tensor is all of its storage, in order.</summary>
    private static bool IsWhole(Tensor x, int count) => x.IsContiguous && x.ElementCount == count && x.Storage.Length == count;

    private static Tensor Converted(Tensor x, DType dtype) => x.DType == dtype || x.ElementCount == 1 ? x : Cast.Convert(x, dtype);

    /// <summary>Computes a sum that an operation reads: it cannot be computed with it.</summary>
    private static void RequireSummed(Tensor? x)
    {
        if (x?.Storage.Expression?.Sum is not null)
            x.Storage.Evaluate();
    }

    private static int SizeOf(Tensor? x) => x?.Storage.Expression?.Size ?? 0;

    private static Operand OperandOf(Tensor x, Shape shape, DType dtype, ref bool atOnce)
    {
        if (x.ElementCount == 1)
            return new(dtype == DType.Float32 ? x.Item<float>() : x.Item<double>());
        bool whole = IsWhole(x, shape.ElementCount);
        var storage = x.Storage;
        if (!whole)
            storage.Evaluate();
        storage.RequireContents();
        lock (gate)
        {
            if (storage.Expression is not { } expression)
            {
                bool copy = storage.IsExposed && storage.Length <= MostCopied;
                expression = new(copy ? storage.Copy() : storage.Alias());
                if (!storage.IsExposed)
                    (expression.Home, storage.Expression) = (storage, expression);
                atOnce |= storage.IsExposed && !copy;
            }
            expression.readers++;
            return new(expression, x, shape);
        }
    }

    private static void Execute(Plan plan)
    {
        bool done = false;
        try
        {
            plan.Run();
            done = true;
        }
        finally
        {
            lock (gate)
            {
                foreach (var (expression, memory) in plan.Stored)
                    expression.Publish(done ? memory : null);
                writingOver -= plan.Overwritten.Count;
                foreach (var expression in done ? [] : plan.Overwritten)
                    expression.Memory = Storage.Lost();
                foreach (var expression in plan.Held)
                {
                    expression.running--;
                    expression.Drop();
                }
                plan.PutBy();
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Makes the values that a plan computed the contents of the storage.</summary>
    /// <param name="values">The values; null where the plan failed, and this waits on.</param>
    private void Publish(Storage? values)
    {
        claimed = false;
        if (values is not null)
        {
            // The memory first: who finds without the lock that nothing waits goes on to it.
            Home?.TakeOver(values);
            Interlocked.MemoryBarrier();
            (Op, summation) = (null, null);
            (Size, Cost) = (0, 0);
            DropOperands();
            if (Home is not null)
            {
                Memory = readers > 0 ? Home.Alias() : null;
                if (readers == 0)
                    (Home.Expression, Home) = (null, null);
            }
            else if (readers > 0)
                Memory = values;
            else
                values.GiveBack();
        }
        else if (Home is null && readers == 0)
            DropOperands();
    }

    private void DropOperands()
    {
        First?.Source?.Drop();
        Second?.Source?.Drop();
        First = Second = null;
    }

    /// <summary>One reader less.</summary>
    private void Drop()
    {
        if (--readers > 0 || Home is not null || claimed)
            return;
        if (!IsWaiting)
            Memory!.GiveBack();
        else
            DropOperands();
    }

    /// <summary>A sum that waits, and those of the same backward pass.</summary>
    private sealed record Summation(SumShape Shape, List<Expression> Companions);
}
