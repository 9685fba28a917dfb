using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The logarithms of the determinants of the matrices in the last two axes: NaN where the determinant is negative, −∞ where it is 0.
        /// </summary>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor LogDet([CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(LogDet), aName);
            var (sign, log) = a.SlogDet(aName);
            return Tensor.Where(sign < 0, double.NaN, log);
        }
    }
}
