using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The difference, y = a − b.</summary>
public sealed record Subtract : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        if (PairLoop.Serves<T>())
            PairLoop.Map<T, Pair>(a, b, y);
        else
            TensorPrimitives.Subtract(a, b, y);
    }

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -1;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;

    private readonly struct Pair : IPairFunction
    {
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a - b;

        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a - b;

        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a - b;
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
