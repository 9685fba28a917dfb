using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The lesser of two numbers; NaN where either is. Where both are equal each has half of the gradient, as in PyTorch.</summary>
public sealed record Minimum : BinaryArithmetic<Minimum.Function>
{
    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => Share(Tensor.OnesLike(y), a, b);

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => Share(Tensor.OnesLike(y), b, a);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Share(gradient, saved[input], saved[1 - input]);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;

    // A choice and not a product: 0 times an infinite gradient is not 0.
    private static Tensor Share(Tensor gradient, Tensor own, Tensor other) =>
        Tensor.Where(own > other, 0, Tensor.Where(own.EqualTo(other), 0.5 * gradient, gradient));

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => Vector256.Min(a, b);

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => Vector128.Min(a, b);

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => T.Min(a, b);
    }
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The lesser of each pair of elements, the operands broadcast against each other; NaN where either is.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Minimum(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Minimum>.Op.Apply(a, b, aName, bName);
    }
}
