using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>The sums and diagonals of one tensor that an equation tells: <c>Tensor.Einsum("ii->i", a)</c> is the diagonal.</summary>
        /// <param name="equation">As in <see cref="Einsum(string, ReadOnlySpan{Tensor})"/>.</param>
        /// <param name="a">The tensor.</param>
        /// <param name="aName">What the caller calls it, for errors.</param>
        /// <exception cref="ArgumentException">The equation cannot be read.</exception>
        /// <exception cref="ShapeException">The tensor does not fit the equation.</exception>
        public static Tensor Einsum(string equation, Tensor a, [CallerArgumentExpression(nameof(a))] string? aName = null) =>
            new EinsumEquation(equation, [a], [aName]).Contraction().Result();

        /// <summary>The sums of products of two tensors that an equation tells: <c>Tensor.Einsum("bij,bjk->bik", a, b)</c>.</summary>
        /// <param name="equation">As in <see cref="Einsum(string, ReadOnlySpan{Tensor})"/>.</param>
        /// <param name="a">The first tensor.</param>
        /// <param name="b">The second tensor.</param>
        /// <param name="aName">What the caller calls the first, for errors.</param>
        /// <param name="bName">What the caller calls the second, for errors.</param>
        /// <exception cref="ArgumentException">The equation cannot be read.</exception>
        /// <exception cref="ShapeException">The tensors do not fit the equation.</exception>
        public static Tensor Einsum(
            string equation,
            Tensor a,
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) => new EinsumEquation(equation, [a, b], [aName, bName]).Contraction().Result();

        /// <summary>The sums of products of three tensors that an equation tells.</summary>
        /// <param name="equation">As in <see cref="Einsum(string, ReadOnlySpan{Tensor})"/>.</param>
        /// <param name="a">The first tensor.</param>
        /// <param name="b">The second tensor.</param>
        /// <param name="c">The third tensor.</param>
        /// <param name="aName">What the caller calls the first, for errors.</param>
        /// <param name="bName">What the caller calls the second, for errors.</param>
        /// <param name="cName">What the caller calls the third, for errors.</param>
        /// <exception cref="ArgumentException">The equation cannot be read.</exception>
        /// <exception cref="ShapeException">The tensors do not fit the equation.</exception>
        public static Tensor Einsum(
            string equation,
            Tensor a,
            Tensor b,
            Tensor c,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null,
            [CallerArgumentExpression(nameof(c))] string? cName = null) =>
            new EinsumEquation(equation, [a, b, c], [aName, bName, cName]).Contraction().Result();

        /// <summary>
        /// The sums of products of tensors that an equation tells, in Einstein's notation. Each tensor has a letter for every axis; the result has
        /// those to the right of the arrow, and over all others is summed: <c>"bij,bjk->bik"</c> is a product of matrices in batches, <c>"i,j->ij"</c>
        /// an outer one, <c>"ij->"</c> a sum. A letter twice in one tensor takes the diagonal. Without an arrow the result has all letters that occur
        /// once, in alphabetical order. "..." stands for any further axes, which broadcast; those come first where there is no arrow, and are summed
        /// where there is one without them. Sizes of a letter are equal, or 1.
        /// </summary>
        /// <param name="equation">The letters of each tensor, separated by commas, and those of the result.</param>
        /// <param name="operands">The tensors.</param>
        /// <exception cref="ArgumentException">The equation cannot be read.</exception>
        /// <exception cref="ShapeException">The tensors do not fit the equation.</exception>
        public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands) =>
            new EinsumEquation(equation, operands.ToArray(), new string?[operands.Length]).Contraction().Result();
    }
}
