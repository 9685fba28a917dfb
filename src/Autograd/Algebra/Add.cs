using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The sum, y = a + b. It stands with the engine, which adds up gradients with it.</summary>
public sealed record Add : BinaryArithmetic<Add.Function>
{
    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient; // The commonest rule of all; nothing to look up.

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a + b;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a + b;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a + b;

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => a + b;
    }
}
