using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The powers Aⁿ of the square matrices in the last two axes, by repeated squaring: the unit matrix for 0, and powers of the inverse for
        /// negative ones.
        /// </summary>
        /// <param name="exponent">n.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">The exponent is negative and a matrix singular.</exception>
        public Tensor MatrixPower(int exponent, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(MatrixPower), aName);
            if (exponent == 0)
                return Matrices.Eye(a.Shape[^1], a.DType).Expand(a.Shape).Clone();
            var square = exponent < 0 ? a.Inverse(aName) : a;
            Tensor? power = null;
            for (uint left = (uint)Math.Abs((long)exponent); ; square = square.MatMul(square))
            {
                if ((left & 1) != 0)
                    power = power is null ? square : power.MatMul(square);
                if ((left >>= 1) == 0)
                    return power!;
            }
        }
    }
}
