using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The size of a with the sign of b, which counts for zeros and NaNs too. The derivative by a is ±1, and 0 where a is 0; that by b is 0; as in
/// PyTorch.
/// </summary>
public sealed record Copysign : BinaryElementwise<Copysign.Function>
{
    /// <inheritdoc/>
    protected override int Cost => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => a.Sign() * y.Sign();

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain DomainA => Domain.NonZero;

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input0 | Keep.Output : Keep.Nothing;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => Vector512.CopySign(a, b);

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => Vector256.CopySign(a, b);

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => Vector128.CopySign(a, b);

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => T.CopySign(a, b);
    }
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The size of each element with the sign of b, which counts for zeros and NaNs too, the operands broadcast against each other. Whole numbers
        /// are converted to Float32.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Copysign(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Copysign>.Op.Apply(a, b, aName, bName);
    }
}
