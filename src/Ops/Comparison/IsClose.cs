using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>Whether each element is within a tolerance of another tensor's, |a − b| ≤ absoluteTolerance + relativeTolerance·|b|, or equal to it.
        /// Infinities are close to themselves alone. Bool, of the broadcast shape.</summary>
        /// <param name="b">What is compared with; the relative tolerance refers to it.</param>
        /// <param name="relativeTolerance">The tolerance as a share of b.</param>
        /// <param name="absoluteTolerance">The tolerance where b is small.</param>
        /// <param name="equalNaN">Whether NaN is close to NaN.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A tolerance is negative or not a number.</exception>
        public Tensor IsClose(
            Tensor b,
            double relativeTolerance = 1e-5,
            double absoluteTolerance = 1e-8,
            bool equalNaN = false,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireTolerance(relativeTolerance, nameof(relativeTolerance));
            RequireTolerance(absoluteTolerance, nameof(absoluteTolerance));
            var equal = a.EqualTo(b, aName, bName);
            if (equalNaN)
                equal |= a.IsNaN() & b.IsNaN();
            using var mode = Autodiff.NoGrad();
            var (x, y) = (Whole(a), Whole(b)); // A difference of bytes would wrap.
            var apart = (x - y).Abs();
            return equal | apart.IsFinite() & apart <= absoluteTolerance + relativeTolerance * y.Abs();

            static Tensor Whole(Tensor t) => t.DType is DType.Bool or DType.Byte or DType.Int32 ? t.To(DType.Int64) : t;

            static void RequireTolerance(double tolerance, string name)
            {
                if (!(tolerance >= 0))
                    throw new ArgumentOutOfRangeException(name, tolerance, $"IsClose: {name} must be 0 or more.");
            }
        }

        /// <summary>Whether all elements are within a tolerance of another tensor's; see IsClose.</summary>
        /// <param name="b">What is compared with; the relative tolerance refers to it.</param>
        /// <param name="relativeTolerance">The tolerance as a share of b.</param>
        /// <param name="absoluteTolerance">The tolerance where b is small.</param>
        /// <param name="equalNaN">Whether NaN is close to NaN.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A tolerance is negative or not a number.</exception>
        public bool AllClose(
            Tensor b,
            double relativeTolerance = 1e-5,
            double absoluteTolerance = 1e-8,
            bool equalNaN = false,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            a.IsClose(b, relativeTolerance, absoluteTolerance, equalNaN, aName, bName).All().Item<bool>();
    }
}
