namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>One axis moved to another place, a view; the others keep their order.</summary>
        /// <param name="source">The axis; negative counts from the end.</param>
        /// <param name="destination">Where it stands in the result; negative counts from the end.</param>
        /// <exception cref="ShapeException">An axis is out of range.</exception>
        public Tensor MoveAxis(int source, int destination)
        {
            int from = x.Shape.Axis(source), to = x.Shape.Axis(destination);
            var order = Enumerable.Range(0, x.Rank).ToList();
            order.RemoveAt(from);
            order.Insert(to, from);
            return from == to ? x : x.Permute(order.ToArray());
        }

        /// <summary>Axes moved to other places, a view; the others keep their order.</summary>
        /// <param name="source">The axes; negative ones count from the end.</param>
        /// <param name="destination">Where each stands in the result; negative ones count from the end.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice, or there are not as many places as axes.</exception>
        public Tensor MoveAxis(Axes source, Axes destination)
        {
            int[] from = source.Resolve(x.Shape), to = destination.Resolve(x.Shape);
            if (from.Length != to.Length)
                throw new ShapeException($"MoveAxis: {from.Length} axes {source} have {to.Length} places {destination} to go to; give one for each.");
            var order = new int[x.Rank];
            var rest = Enumerable.Range(0, x.Rank).Except(from).GetEnumerator();
            for (int i = 0; i < order.Length; i++)
                order[i] = Array.IndexOf(to, i) is >= 0 and var at ? from[at] : rest.MoveNext() ? rest.Current : 0;
            return x.Permute(order);
        }

        /// <summary>Two axes exchanged, a view; as Transpose.</summary>
        /// <param name="axis0">The one; negative counts from the end.</param>
        /// <param name="axis1">The other.</param>
        /// <exception cref="ShapeException">An axis is out of range.</exception>
        public Tensor SwapAxes(int axis0, int axis1) => x.Transpose(axis0, axis1);
    }
}
