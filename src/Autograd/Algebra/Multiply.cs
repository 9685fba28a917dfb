using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The elementwise product, y = a · b. It stands with the engine, which multiplies gradients by derivatives with it.</summary>
public sealed record Multiply : BinaryArithmetic<Multiply.Function>
{
    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => b;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => a;

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        saved[1 - input] is { NumberValue: not 1 } other ? Apply(gradient, other) : gradient; // A 0 of the caller's meets infinities, too.

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Input0;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a * b;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a * b;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a * b;

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => a * b;
    }
}
