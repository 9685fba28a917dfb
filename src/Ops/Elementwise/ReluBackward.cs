using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// What <see cref="Relu"/> lets through of a gradient, in one pass. Of the gradient g and the rectifier's result r it makes y = 0 where r ≤ 0, else
/// g: a choice and not a product, since 0 times an infinite gradient is not 0.
/// </summary>
public sealed record ReluBackward : BinaryArithmetic<ReluBackward.Function>
{
    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => Apply(Tensor.OnesLike(y), b);

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input == 0 ? Apply(gradient, saved[1]) : Tensor.ZerosLike(gradient);

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => Vector512.AndNot(a, Vector512.LessThanOrEqual(b, Vector512<T>.Zero));

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => Vector256.AndNot(a, Vector256.LessThanOrEqual(b, Vector256<T>.Zero));

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => Vector128.AndNot(a, Vector128.LessThanOrEqual(b, Vector128<T>.Zero));

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => b <= T.Zero ? T.Zero : a;
    }
}
