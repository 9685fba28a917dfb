namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Whether each element equals one of the others, Bool of this shape. NaN equals nothing.</summary>
        /// <param name="others">What to look among, of any shape.</param>
        /// <param name="invert">Whether to tell instead that it equals none.</param>
        public Tensor IsIn(Tensor others, bool invert = false)
        {
            ArgumentNullException.ThrowIfNull(others);
            if (others.ElementCount == 0)
                return Tensor.Full(x.Shape, invert ? 1 : 0, DType.Bool);
            var dtype = DTypes.Promote(DTypes.Promote(x, others), DType.Byte);
            var (elements, sorted) = (x.Detach().To(dtype), others.Detach().To(dtype).Flatten().Sort().Values);
            var place = new SearchSorted().Apply(sorted, elements).Minimum(others.ElementCount - 1);
            var found = new Gather(0).Apply(sorted, place.Flatten()).Reshape(x.Shape);
            return invert ? found.NotEqualTo(elements) : found.EqualTo(elements);
        }
    }
}
