using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A <see cref="Plan"/> as it is run, on any stretch of the elements and on several threads at once.</summary>
internal sealed class Run<T>(
    List<Plan.Step> steps,
    List<(Operand Operand, Storage? Memory)> operands,
    (int Source, IBlockReduction<T> Reduction)[] reductions,
    int scratchCount,
    int block,
    int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static T[]? idle;

    /// <summary>Computes a stretch of elements.</summary>
    public void Part(int start, int end)
    {
        var array = TakeScratch(scratchCount * capacity);
        var space = array.AsSpan(BlockPool<T>.Start(array));
        bool aligned = true; // Else what repeats in every block would begin in its middle.
        var filled = new Filled();
        var blocks = reductions.Length > 0 ? reductions[0].Reduction : null;
        var all = CollectionsMarshal.AsSpan(steps);
        int at = start, current = 0;
        try
        {
            while (at < end)
            {
                int stop = Math.Min(blocks?.BlockEnd(at, capacity) ?? at + block, end), count = stop - at;
                aligned &= at % block == 0;
                for (current = 0; current < all.Length; current++)
                {
                    ref readonly var step = ref all[current];
                    if (step.Kernel is not { } kernel || step.Repeats && aligned && at != start)
                        continue;
                    var first = Read(step.First, at, count, space, aligned, ref filled);
                    var result = Written(step, at, count, space);
                    if (kernel is UnaryKernel<T> unary)
                        unary(first, result);
                    else if (kernel is BinaryKernel<T> binary)
                        binary(first, Read(step.Second, at, count, space, aligned, ref filled), result);
                    else
                        Unsafe.As<TernaryKernel<T>>(kernel)(
                            first,
                            Read(step.Second, at, count, space, aligned, ref filled),
                            Read(step.Third, at, count, space, aligned, ref filled),
                            result);
                }
                foreach (var (source, reduction) in reductions)
                    reduction.Add(at, Read(source, at, count, space, aligned, ref filled));
                at = stop;
            }
        }
        catch (Exception e) when (current < steps.Count)
        {
            throw new AutogradException($"{steps[current].Op}: computing elements {at} and following failed. {e.Message}", e);
        }
        finally
        {
            idle = array;
        }
    }

    private Span<T> Written(scoped in Plan.Step step, int at, int count, Span<T> space) =>
        step.Target is { } memory ? memory.Span<T>(at, count) : space.Slice(step.Scratch * capacity, count);

    private ReadOnlySpan<T> Read(int source, int at, int count, Span<T> space, bool aligned, ref Filled filled)
    {
        if (source >= 0)
            return Written(CollectionsMarshal.AsSpan(steps)[source], at, count, space);
        ref readonly var operand = ref CollectionsMarshal.AsSpan(operands)[~source];
        if (operand.Operand.IsPlain)
            return operand.Operand.Load<T>(operand.Memory!, at, count);
        var scratch = space.Slice(~source * capacity, capacity);
        if (!(operand.Operand.Source is null || aligned && operand.Operand.Repeats(block)))
            return operand.Operand.Load(operand.Memory!, at, scratch[..count]);
        if (!filled[~source])
        {
            operand.Operand.Fill(operand.Memory, scratch[..block]);
            filled[~source] = true;
        }
        return scratch[..count];
    }

    private static T[] TakeScratch(int count)
    {
        var space = idle;
        idle = null; // An operation that runs inside another's kernel takes its own.
        return space is not null && space.Length >= count + 16
            ? space
            : GC.AllocateUninitializedArray<T>(Math.Max(count, 8 * Plan.BlockSize) + 16, pinned: true);
    }

    /// <summary>Which operands' scratch space holds what every block reads.</summary>
    [InlineArray(64)]
    private struct Filled
    {
        private bool first;
    }
}
