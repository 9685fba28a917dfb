using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Optim;

/// <summary>
/// An optimizer that moves each element by its own gradient and what is remembered of it. A step reads and writes each once, spread over threads, and
/// allocates nothing.
/// </summary>
/// <typeparam name="TGroup">The kind of its groups, with its own numbers.</typeparam>
public abstract class ElementwiseOptimizer<TGroup> : Optimizer<TGroup> where TGroup : ParameterGroup
{
    /// <summary>The elements that a thread moves at a time, a few microseconds' worth; small parameters share a chunk.</summary>
    private const int Chunk = 1 << 14;

    private readonly List<Slot> moving = [];
    private readonly Action<int> moveChunk; // Kept, so that a step allocates nothing.

    private protected ElementwiseOptimizer() => moveChunk = MoveChunk;

    /// <summary>Adds parameters with numbers of their own; those left out are the first group's.</summary>
    /// <param name="parameters">More tensors to optimize.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="weightDecay">How strongly parameters are drawn towards zero.</param>
    /// <param name="change">Changes any of the group's numbers: <c>change: group => group.Maximize = true</c>.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">There are no parameters, one is given twice, or the numbers do not go together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public TGroup AddGroup(
        IEnumerable<Tensor> parameters, double? learningRate = null, double? weightDecay = null, Action<TGroup>? change = null)
    {
        var group = (TGroup)Groups[0].Twin();
        group.LearningRate = learningRate ?? group.LearningRate;
        group.WeightDecay = weightDecay ?? group.WeightDecay;
        change?.Invoke(group);
        return Add(parameters, group);
    }

    /// <inheritdoc/>
    public sealed override void Step()
    {
        foreach (var slot in Slots)
            Check(slot.Parameter);
        using var mode = Autodiff.NoGrad();
        try
        {
            long elements = 0;
            foreach (var slot in Slots)
            {
                if (slot.Parameter.Grad is not { } gradient)
                    continue;
                slot.Steps++;
                slot.Gradient = gradient.Contiguous();
                slot.First = elements;
                Prepare(slot, (TGroup)slot.Group);
                moving.Add(slot);
                elements += slot.Parameter.ElementCount;
            }
            Threads.For((int)((elements + Chunk - 1) / Chunk), moveChunk);
        }
        finally
        {
            foreach (var slot in moving)
                slot.Gradient = null;
            moving.Clear();
        }
    }

    /// <summary>Makes what has to be remembered of a parameter, before threads move parts of it.</summary>
    private protected abstract void Prepare(Slot slot, TGroup group);

    /// <summary>Moves the elements of one parameter from <paramref name="start"/> on, by handing the rule to <see cref="Run"/>.</summary>
    private protected abstract void Update<T>(Slot slot, TGroup group, int start, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>A number in every lane.</summary>
    private protected static Vector<T> Lanes<T>(double value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(T.CreateChecked(value));

    /// <summary>Moves a stretch of a parameter by a rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected static void Run<T, TRule>(Slot slot, int start, int count, in TRule rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IRule<T>
    {
        var k = rule; // A copy, whose fields nobody else can change meanwhile.
        var penalties = new Penalties<T>(slot.Group);
        Span<T> values = slot.Parameter.AsSpan<T>().Slice(start, count);
        var gradient = slot.Gradient!.AsReadOnlySpan<T>().Slice(start, count);
        Span<T> a = slot.Remembered<T>(0, start, count), b = slot.Remembered<T>(1, start, count), c = slot.Remembered<T>(2, start, count);
        bool hasA = !a.IsEmpty, hasB = !b.IsEmpty, hasC = !c.IsEmpty;
        ref T p0 = ref MemoryMarshal.GetReference(values), g0 = ref MemoryMarshal.GetReference(gradient);
        ref T a0 = ref MemoryMarshal.GetReference(a), b0 = ref MemoryMarshal.GetReference(b), c0 = ref MemoryMarshal.GetReference(c);
        nuint i = 0, whole = (nuint)(count - count % Vector<T>.Count);
        for (; i < whole; i += (nuint)Vector<T>.Count)
        {
            Vector<T> va = default, vb = default, vc = default;
            if (hasA)
                va = Vector.LoadUnsafe(ref a0, i);
            if (hasB)
                vb = Vector.LoadUnsafe(ref b0, i);
            if (hasC)
                vc = Vector.LoadUnsafe(ref c0, i);
            var p = penalties.Decayed(Vector.LoadUnsafe(ref p0, i));
            var g = penalties.Gradient(p, Vector.LoadUnsafe(ref g0, i));
            k.Next(p, g, ref va, ref vb, ref vc).StoreUnsafe(ref p0, i);
            if (hasA)
                va.StoreUnsafe(ref a0, i);
            if (hasB)
                vb.StoreUnsafe(ref b0, i);
            if (hasC)
                vc.StoreUnsafe(ref c0, i);
        }
        int rest = (int)whole;
        if (rest < count)
        {
            // What does not fill a vector is moved in one that is filled up with zeros.
            Vector<T> va = First<T>(hasA ? a[rest..] : a), vb = First<T>(hasB ? b[rest..] : b), vc = First<T>(hasC ? c[rest..] : c);
            var p = penalties.Decayed(First<T>(values[rest..]));
            var g = penalties.Gradient(p, First(gradient[rest..]));
            Put(k.Next(p, g, ref va, ref vb, ref vc), values[rest..]);
            Put(va, hasA ? a[rest..] : a);
            Put(vb, hasB ? b[rest..] : b);
            Put(vc, hasC ? c[rest..] : c);
        }
    }

    private static Vector<T> First<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Vector<T> vector = default;
        values.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<T>, T>(ref vector), Vector<T>.Count));
        return vector;
    }

    private static void Put<T>(Vector<T> vector, Span<T> values) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Vector<T>, T>(ref vector), values.Length).CopyTo(values);

    /// <summary>Moves a stretch of the elements of all parameters, taken one after another.</summary>
    private void MoveChunk(int chunk)
    {
        long from = (long)chunk * Chunk, to = from + Chunk;
        for (int i = At(from); i < moving.Count && moving[i].First < to; i++)
        {
            var slot = moving[i];
            int start = (int)Math.Max(0, from - slot.First), end = (int)Math.Min(slot.Parameter.ElementCount, to - slot.First);
            if (slot.Parameter.DType == DType.Float32)
                Update<float>(slot, (TGroup)slot.Group, start, end - start);
            else
                Update<double>(slot, (TGroup)slot.Group, start, end - start);
        }
    }

    /// <summary>The last of the parameters on the move that begin at or before an element.</summary>
    private int At(long element)
    {
        int low = 0, high = moving.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (moving[middle].First <= element)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}
