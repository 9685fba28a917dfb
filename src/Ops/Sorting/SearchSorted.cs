using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Where values would be put into ascending sequences to keep them so, Int64: inputs sequences [..., n] and values [..., m] of one dtype, or one
/// sequence [n] and values of any shape. y is the least i with values ≤ sequence[i], or where <see cref="Right"/> with values &lt; sequence[i]; n
/// where there is none, as for NaN.
/// </summary>
/// <param name="Right">Whether a value goes after those that equal it.</param>
public sealed record SearchSorted(bool Right = false) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor sequences = Chunks.Ready(inputs[0]), values = Chunks.Ready(inputs[1]);
        var y = Tensor.Empty(values.Shape, DType.Int64);
        switch (values.DType)
        {
            case DType.Float32: Run<float>(sequences, values, y); break;
            case DType.Float64: Run<double>(sequences, values, y); break;
            case DType.Int64: Run<long>(sequences, values, y); break;
            case DType.Int32: Run<int>(sequences, values, y); break;
            case DType.Byte: Run<byte>(sequences, values, y); break;
            default: throw new DTypeException($"{Name}: the values are Bool; convert with .To(DType.Byte).");
        }
        return y;
    }

    private void Run<T>(Tensor sequences, Tensor values, Tensor y) where T : unmanaged, INumber<T>
    {
        int size = sequences.Shape[^1], each = sequences.Rank == 1 ? Math.Max(1, values.ElementCount) : values.Shape[^1];
        Chunks.ForRows(values.ElementCount, 1 + BitOperations.Log2((uint)size + 1), (from, to) =>
        {
            ReadOnlySpan<T> sorted = sequences.AsReadOnlySpan<T>(), wanted = values.AsReadOnlySpan<T>();
            for (var found = y.AsSpan<long>(); from < to; from++)
                found[from] = Place(sorted.Slice(from / each * size, size), wanted[from]);
        });
    }

    private long Place<T>(ReadOnlySpan<T> sorted, T value) where T : INumber<T>
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (int)((uint)(low + high) / 2);
            if (Right ? sorted[middle] > value : sorted[middle] >= value)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        if (inputs.ShapeOf(0).Rank > 1)
            return Apply(inputs[0], inputs[1]);
        return inputs.IsBatched(0)
            ? Apply(inputs[0], inputs[1].Reshape([inputs.Size, inputs.ShapeOf(1).ElementCount])).Reshape(inputs[1].Shape)
            : Apply(inputs.AsGiven(0), inputs[1]);
    }
}

public static partial class TensorOps
{
    extension(Tensor sequence)
    {
        /// <summary>
        /// Where values would be put into this ascending sequence to keep it so, Int64: the least i with value ≤ sequence[i], n where there is none.
        /// NaN goes to the end. Whether the sequence ascends is not checked.
        /// </summary>
        /// <param name="values">What to look for. This being a vector, of any shape; this being [..., n], [..., m], each row in the row beside it.</param>
        /// <param name="right">Whether a value goes after those that equal it: the least i with value &lt; sequence[i].</param>
        /// <param name="sorter">The order in which the sequence ascends, as <c>ArgSort</c> gives it, if it does not itself.</param>
        /// <param name="sequenceName">What the caller calls this tensor, for errors.</param>
        /// <param name="valuesName">What the caller calls the values, for errors.</param>
        /// <exception cref="ShapeException">The leading axes differ, or the sequence is a scalar.</exception>
        /// <exception cref="DTypeException">Both are Bool.</exception>
        public Tensor SearchSorted(
            Tensor values,
            bool right = false,
            Tensor? sorter = null,
            [CallerArgumentExpression(nameof(sequence))] string? sequenceName = null,
            [CallerArgumentExpression(nameof(values))] string? valuesName = null)
        {
            ArgumentNullException.ThrowIfNull(values);
            RequireRowsBeside(sequence, values, CallerName.Or(sequenceName, "the sequence"), CallerName.Or(valuesName, "values"));
            if (sorter is not null)
                sequence = sequence.Gather(-1, sorter);
            var dtype = DTypes.Promote(sequence, values);
            return new SearchSorted(right).Apply(sequence.To(dtype), values.To(dtype));
        }
    }

    private static void RequireRowsBeside(Tensor sequence, Tensor values, string sequenceName, string valuesName)
    {
        if (sequence.Rank == 0)
            throw new ShapeException($"SearchSorted: {sequenceName} is a scalar; it must be a vector, or rows of ascending numbers.");
        ReadOnlySpan<int> a = sequence.Shape, b = values.Shape;
        if (sequence.Rank > 1 && (b.Length == 0 || !a[..^1].SequenceEqual(b[..^1])))
            throw new ShapeException(
                $"SearchSorted: {sequenceName} is {sequence.Shape} and {valuesName} is {values.Shape}; but for the last axis their sizes must be " +
                $"equal. Expand {valuesName}, or search a vector.");
    }
}
