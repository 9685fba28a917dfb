using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The difference, y = a − b.</summary>
public sealed record Subtract : BinaryArithmetic<Subtract.Function>
{
    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -1;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a - b;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a - b;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a - b;

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => a - b;
    }
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The difference of each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator -(Tensor x, Tensor y) => Shared<Subtract>.Op.Apply(x, y);

        /// <summary>The difference of each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Subtract(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Subtract>.Op.Apply(a, b, aName, bName);
    }
}
