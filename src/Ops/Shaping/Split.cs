namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Parts of a given size along an axis, views; the last is smaller where the size does not divide the axis.</summary>
        /// <param name="size">The size of the parts.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor[] Split(int size, int axis = 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
            int total = x.Shape[x.Shape.Axis(axis)];
            var parts = new Tensor[Math.Max(1, (total + (long)size - 1) / size)];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = x.Slice(axis, (i * size)..(int)Math.Min((i + 1L) * size, total));
            return parts;
        }

        /// <summary>Parts of the given sizes along an axis, views.</summary>
        /// <param name="sizes">The sizes of the parts, which sum to that of the axis.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the sizes do not sum to its size.</exception>
        public Tensor[] Split(ReadOnlySpan<int> sizes, int axis = 0)
        {
            int along = x.Shape.Axis(axis);
            long sum = 0;
            bool negative = false;
            foreach (int size in sizes)
                (sum, negative) = (sum + size, negative || size < 0);
            if (negative || sum != x.Shape[along])
                throw new ShapeException(
                    $"Split: the sizes [{string.Join(", ", sizes.ToArray())}] must be 0 or more and sum to {x.Shape[along]}, the size of axis " +
                    $"{along} of shape {x.Shape}.");
            var parts = new Tensor[sizes.Length];
            for (int i = 0, at = 0; i < parts.Length; at += sizes[i++])
                parts[i] = x.Slice(along, at..(at + sizes[i]));
            return parts;
        }

        /// <summary>
        /// At most the given number of parts along an axis, views: all of one size but perhaps the last, so that there may be fewer than asked for,
        /// as in PyTorch.
        /// </summary>
        /// <param name="count">How many parts, at least 1.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor[] Chunk(int count, int axis = 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            int total = x.Shape[x.Shape.Axis(axis)];
            return x.Split(Math.Max(1, (int)((total + (long)count - 1) / count)), axis);
        }
    }
}
