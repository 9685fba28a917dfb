using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The sum of each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator +(Tensor x, Tensor y) => Shared<Add>.Op.Apply(x, y);

        /// <summary>The tensor itself.</summary>
        public static Tensor operator +(Tensor x) => x;

        /// <summary>The sum of each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Add(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Add>.Op.Apply(a, b, aName, bName);
    }
}
