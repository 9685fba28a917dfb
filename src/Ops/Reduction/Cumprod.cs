namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Running products along an axis: each element times all before it. Products of 1, 2, 4, … neighbours are multiplied, so that derivatives of
        /// every order divide by nothing and are right where elements are 0. Whole numbers are multiplied as Int64, as in PyTorch.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Cumprod(int axis) => Scan(
            x.DType.IsFloatingPoint ? x : x.To(DType.Int64), x.Shape.Axis(axis), static (later, earlier) => later * earlier);

        /// <summary>
        /// Running log Σ eˣ along an axis, of each element and all before it. Safe for numbers of any size. Whole numbers are converted to Float32
        /// first.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor LogCumSumExp(int axis) => Scan(
            x.DType.IsFloatingPoint ? x : x.To(DType.Float32),
            x.Shape.Axis(axis),
            static (later, earlier) => Tensor.Stack([later, earlier]).LogSumExp(0));
    }

    /// <summary>
    /// What an associative operation makes of each element and all before it: each joins what stands 1, 2, 4, … places before it, which is as many
    /// operations on tensors as the size has digits.
    /// </summary>
    private static Tensor Scan(Tensor x, int axis, Func<Tensor, Tensor, Tensor> join)
    {
        for (long step = 1; step < x.Shape[axis]; step *= 2)
            x = Tensor.Cat([x.Slice(axis, ..(int)step), join(x.Slice(axis, (int)step..), x.Slice(axis, ..^(int)step))], axis);
        return x;
    }
}
