namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The product over the given axes, or over all; 1 where there is nothing to multiply. It multiplies halves until one element is left, so
        /// that derivatives of every order divide by nothing and are right where elements are 0. Whole numbers are multiplied as Int64.
        /// </summary>
        /// <param name="axes">The axes to multiply over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Prod(Axes axes = default, bool keepDim = false)
        {
            var shape = x.Shape.Reduce(axes, keepDim);
            int[] over = axes.Resolve(x.Shape);
            var product = x.DType.IsFloatingPoint ? x : x.To(DType.Int64);
            if (axes.IsAll)
                (product, over) = (product.Flatten(), [0]);
            foreach (int axis in over)
                product = ProductAlong(product, axis);
            return product.Reshape(shape);
        }

        /// <summary>The product over one axis; 1 where there is nothing to multiply.</summary>
        /// <param name="axis">The axis to multiply over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Prod(int axis, bool keepDim = false) => x.Prod(new Axes(axis), keepDim);
    }

    private static Tensor ProductAlong(Tensor x, int axis)
    {
        if (x.Shape[axis] == 0)
            return x.Sum(axis, keepDim: true) + 1; // Not bare ones, which would not be part of the graph.
        if (!x.RequiresGrad && !x.IsBatched && Runs.Along(x, axis) is var runs && ProductKernel.Takes(runs))
            return Product(runs, x.Shape.Reduce(axis, keepDim: true));
        Tensor? odd = null; // The product of the elements that had no partner.
        while (x.Shape[axis] > 1)
        {
            int size = x.Shape[axis], half = size / 2;
            if (size % 2 == 1)
                odd = odd is null ? x.Slice(axis, ^1..) : odd * x.Slice(axis, ^1..);
            x = x.Slice(axis, ..half) * x.Slice(axis, half..(2 * half));
        }
        return odd is null ? x : x * odd;
    }

    /// <summary>What the halving makes, in one pass where nobody wants to differentiate it.</summary>
    private static Tensor Product(Runs runs, Shape shape)
    {
        var y = Tensor.Empty(shape, runs.Values.DType);
        switch (y.DType)
        {
            case DType.Float32: ProductKernel.Run<float>(runs, y); break;
            case DType.Float64: ProductKernel.Run<double>(runs, y); break;
            default: ProductKernel.Run<long>(runs, y); break;
        }
        return y;
    }
}
