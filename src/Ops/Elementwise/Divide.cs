using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The quotient, y = a / b. Whole numbers are divided as Float32.</summary>
public sealed record Divide : BinaryElementwise<Divide.Function>
{
    /// <inheritdoc/>
    protected override int Cost => 3;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1 / b;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -y / b;

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Input1 | Keep.Output;

    /// <summary>The function.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => a / b;

        /// <inheritdoc/>
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => a / b;

        /// <inheritdoc/>
        public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => a / b;

        /// <inheritdoc/>
        public static T Of<T>(T a, T b) where T : INumber<T> => a / b;
    }
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The quotient of each pair of elements, the operands broadcast against each other. Whole numbers are divided as Float32.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator /(Tensor x, Tensor y) => Shared<Divide>.Op.Apply(x, y);

        /// <summary>The quotient of each pair of elements, the operands broadcast against each other. Whole numbers are divided as Float32.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Divide(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Divide>.Op.Apply(a, b, aName, bName);
    }
}
