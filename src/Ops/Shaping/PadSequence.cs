namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>Sequences [Tᵢ, ...] of different lengths in one tensor, [T, N, ...] or [N, T, ...] with T the greatest length, the shorter ones
        /// filled up at the end.</summary>
        /// <param name="sequences">The sequences, at least one; alike but for their lengths.</param>
        /// <param name="batchFirst">Whether the result is [N, T, ...].</param>
        /// <param name="value">What the shorter ones are filled up with.</param>
        /// <exception cref="ArgumentException">There is no sequence.</exception>
        /// <exception cref="ShapeException">One has no axis, or they differ in more than their lengths.</exception>
        public static Tensor PadSequence(ReadOnlySpan<Tensor> sequences, bool batchFirst = false, double value = 0)
        {
            if (sequences.IsEmpty)
                throw new ArgumentException("PadSequence: there is no sequence.", nameof(sequences));
            int longest = 0;
            for (int i = 0; i < sequences.Length; i++)
            {
                var shape = (sequences[i] ?? throw new ArgumentNullException(nameof(sequences), $"PadSequence: sequence {i} is null.")).Shape;
                if (shape.Rank == 0 || !shape.AsSpan()[1..].SequenceEqual(sequences[0].Shape.AsSpan()[1..]))
                    throw new ShapeException($"PadSequence: sequence {i} is {shape} and the first is {sequences[0].Shape}; they may differ in their " +
                        "first size alone.");
                longest = Math.Max(longest, shape[0]);
            }
            var padded = Each(sequences, x => x.Pad(0, 0, longest - x.Shape[0], value));
            return Tensor.Stack(padded, batchFirst ? 0 : 1);
        }
    }
}
