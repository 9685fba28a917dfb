namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The gated linear unit, a σ(b), where a and b are the halves of x along an axis (Dauphin et al. 2017).</summary>
        /// <param name="axis">The axis, of which half is left; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range or of odd size.</exception>
        public Tensor Glu(int axis = -1)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along];
            if (size % 2 != 0)
                throw new ShapeException($"Glu: axis {along} of shape {x.Shape} has size {size}; it must be even, for one half gates the other.");
            return x.Slice(along, ..(size / 2)) * x.Slice(along, (size / 2)..).Sigmoid();
        }
    }
}
