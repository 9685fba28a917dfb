namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor turned by quarters in the plane of two axes, from the first towards the second.</summary>
        /// <param name="turns">How many quarters; negative turns the other way.</param>
        /// <param name="axis0">The first axis; negative counts from the end.</param>
        /// <param name="axis1">The second axis.</param>
        /// <exception cref="ShapeException">An axis is out of range, or both are the same.</exception>
        public Tensor Rot90(int turns = 1, int axis0 = 0, int axis1 = 1)
        {
            int a = x.Shape.Axis(axis0), b = x.Shape.Axis(axis1);
            if (a == b)
                throw new ShapeException($"Rot90: {axis0} and {axis1} are the same axis of shape {x.Shape}; two make a plane.");
            return (turns & 3) switch
            {
                1 => x.Flip(b).Transpose(a, b),
                2 => x.Flip([a, b]),
                3 => x.Flip(a).Transpose(a, b),
                _ => x,
            };
        }
    }
}
