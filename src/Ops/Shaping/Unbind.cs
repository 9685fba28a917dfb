namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The elements of an axis, which goes, as views: the rows of a matrix. What Stack undoes.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor[] Unbind(int axis = 0)
        {
            int along = x.Shape.Axis(axis);
            var parts = new Tensor[x.Shape[along]];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = x.Select(along, i);
            return parts;
        }
    }
}
