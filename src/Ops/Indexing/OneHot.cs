namespace AutoGrad;

/// <summary>Labels as vectors, 1 at the label's place and 0 elsewhere: Int64 [...] → [..., Classes].</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="DType">The dtype of the result.</param>
public sealed record OneHot(int Classes, DType DType) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var labels = inputs[0];
        Indices.RequireClasses(labels, Classes, Name);
        var ones = Tensor.Ones([.. labels.Shape, 1], DType);
        return new ScatterAdd(labels.Rank, Classes).Apply(ones, labels.Unsqueeze(-1));
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor labels)
    {
        /// <summary>Labels as vectors, as many classes as the greatest label asks for: [...] → [..., greatest label + 1].</summary>
        /// <inheritdoc cref="OneHot(Tensor, int, DType)"/>
        public Tensor OneHot(DType dtype = DType.Float32) =>
            labels.OneHot(labels.ElementCount == 0 ? 0 : checked((int)labels.Max().To(DType.Int64).Item<long>() + 1), dtype);

        /// <summary>Labels as vectors, 1 at the label's place and 0 elsewhere: [...] → [..., classes].</summary>
        /// <param name="classes">How many classes there are; labels run from 0 to classes − 1.</param>
        /// <param name="dtype">The dtype of the result, Bool excepted.</param>
        /// <exception cref="IndexException">A label is not the number of a class.</exception>
        /// <exception cref="DTypeException">The labels are not whole numbers.</exception>
        public Tensor OneHot(int classes, DType dtype = DType.Float32)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(classes);
            return new OneHot(classes, dtype).Apply(Indices.Of(labels, nameof(OneHot), "labels"));
        }
    }
}
