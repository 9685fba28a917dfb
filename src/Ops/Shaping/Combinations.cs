namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>All ways to choose so many elements of a vector, a row each, in lexicographic order of their places.</summary>
        /// <param name="count">How many to choose.</param>
        /// <param name="withReplacement">Whether an element may be chosen more than once.</param>
        /// <exception cref="ShapeException">The tensor is no vector, or there are more ways than a tensor can hold.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Tensor Combinations(int count = 2, bool withReplacement = false)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (x.Rank != 1)
                throw new ShapeException($"Combinations: shape {x.Shape} is no vector.");
            if (count == 0)
                return Tensor.Empty([0], x.DType);
            int size = x.ElementCount;
            var chosen = new List<long>();
            var places = new int[count];
            for (int i = 0; i < count; i++)
                places[i] = withReplacement ? 0 : i;
            bool more = withReplacement ? size > 0 : size >= count;
            while (more)
            {
                if (chosen.Count > int.MaxValue / 2 - count)
                    throw new ShapeException($"Combinations: there are more ways to choose {count} of {size} than a tensor can hold.");
                foreach (int place in places)
                    chosen.Add(place);
                int last = count - 1;
                while (last >= 0 && places[last] == (withReplacement ? size - 1 : size - count + last))
                    last--;
                more = last >= 0;
                if (more)
                    for (int i = last, next = places[last] + 1; i < count; i++)
                        places[i] = withReplacement ? next : next + i - last;
            }
            return x.IndexSelect(0, Tensor.Of<long>(chosen.ToArray())).Reshape(chosen.Count / count, count);
        }
    }
}
