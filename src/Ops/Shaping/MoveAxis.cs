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
    }
}
