using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with elements reduced into it along an axis where a tensor of indices says: y[i, j] is the sum, product, mean, maximum or minimum
        /// of x[i, j] and all source[i, k] with index[i, k] = j, along axis 1 of a matrix. Derivatives of every order are right where factors are 0.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to reduce, of the index's shape.</param>
        /// <param name="reduction">How what goes to one place becomes one.</param>
        /// <param name="includeSelf">Whether the tensor's own element takes part where something goes to its place.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers, or the tensor is Bool.</exception>
        public Tensor ScatterReduce(int axis, Tensor index, Tensor source, ScatterReduction reduction, bool includeSelf = true)
        {
            ArgumentNullException.ThrowIfNull(index);
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis), size = x.ElementCount;
            index = Indices.Of(index, nameof(ScatterReduce));
            AutoGrad.ScatterAdd.RequireFit(x.Shape, index.Shape, along, nameof(ScatterReduce));
            if (source.Shape != index.Shape)
                throw new ShapeException($"ScatterReduce: the source is {source.Shape} and the index {index.Shape}; they must have the same shape. " +
                    "Expand the source, or slice it.");
            if (x.DType == DType.Bool)
                throw new DTypeException("ScatterReduce: the tensor is Bool; convert with .To(DType.Int64).");
            var places = new ScatterPlaces(x.Shape, along).Apply(index).Flatten();
            var (own, others) = (x.Flatten(), source.To(x.DType).Flatten());
            return (reduction switch
            {
                ScatterReduction.Sum => From(0) + Sum(others),
                ScatterReduction.Prod => From(1) * Products(others, places, size),
                ScatterReduction.Mean => Quotient(From(0) + Sum(others), (Sum(Tensor.OnesLike(others)) + (includeSelf ? 1 : 0)).Maximum(1)),
                ScatterReduction.AMax => new ScatterExtremum(true, includeSelf).Apply(own, others, places),
                ScatterReduction.AMin => new ScatterExtremum(false, includeSelf).Apply(own, others, places),
                _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "ScatterReduce: there is no such reduction."),
            }).Reshape(x.Shape);

            Tensor From(int neutral) => includeSelf || size == 0 ? own : own.IndexFill(0, places, neutral);
            Tensor Sum(Tensor values) => new ScatterAdd(0, size).Apply(values, places);
        }

        /// <summary>Reduces elements into the tensor, as <c>ScatterReduce</c> does.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to reduce, of the index's shape.</param>
        /// <param name="reduction">How what goes to one place becomes one.</param>
        /// <param name="includeSelf">Whether the tensor's own element takes part where something goes to its place.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="ScatterReduce"/>
        public Tensor ScatterReduceInPlace(
            int axis,
            Tensor index,
            Tensor source,
            ScatterReduction reduction,
            bool includeSelf = true,
            [CallerFilePath] string? file = null,
            [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(
                // The rules of products and maxima read the tensor as it was before.
                (x.RequiresGrad ? x.Clone() : x).ScatterReduce(axis, index, source, reduction, includeSelf), nameof(ScatterReduceInPlace), file, line);
    }

    /// <summary>The product of the values that go to each place, 1 where none does: neighbours of one place are multiplied until each has one.</summary>
    private static Tensor Products(Tensor values, Tensor places, int size)
    {
        var order = new ArgSort(0).Apply(places);
        values = new Gather(0).Apply(values, order);
        var one = Tensor.Ones([1], values.DType);
        long[] at = new Gather(0).Apply(places, order).ToArray<long>();
        while (true)
        {
            var (first, second) = Pairs(at);
            if (first.Length == at.Length)
                return Tensor.Ones([size], values.DType).Scatter(0, Tensor.Wrap(at), values);
            at = Array.ConvertAll(first, i => at[i]);
            values = new Gather(0).Apply(values, Tensor.Wrap(first))
                * new Gather(0).Apply(Tensor.Cat([values, one]), Tensor.Wrap(second));
        }
    }

    /// <summary>Neighbours that go to one place; who has no partner meets what comes after all.</summary>
    private static (long[] First, long[] Second) Pairs(long[] at)
    {
        long[] first = new long[at.Length], second = new long[at.Length];
        int count = 0;
        for (int i = 0; i < at.Length; i++, count++)
            (first[count], second[count]) = (i, i + 1 < at.Length && at[i] == at[i + 1] ? ++i : at.Length);
        return (first[..count], second[..count]);
    }

    /// <summary>A quotient in the dtype of the sum, of whole numbers rounded down.</summary>
    private static Tensor Quotient(Tensor sum, Tensor count)
    {
        if (sum.DType.IsFloatingPoint)
            return sum / count;
        var exact = sum.To(DType.Float64) / count.To(DType.Float64);
        var whole = exact.To(sum.DType);
        return whole - (whole > exact).To(sum.DType);
    }
}
