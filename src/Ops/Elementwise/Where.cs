using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// A choice between two tensors, y = a where the condition is true, else b, all three broadcast against each other. It is linear in a and b; the
/// condition is a constant. What was not chosen has gradient 0, whatever the gradient of the result.
/// </summary>
public sealed record Where : JointlyLinearOp
{
    /// <inheritdoc/>
    protected override Keep Constants => Keep.Input0;

    /// <inheritdoc/>
    protected override bool IsSelection => true;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor condition = inputs[0], a = inputs[1], b = inputs[2];
        var y = Tensor.Empty(Check(condition, a, b, null, null, null), ResultType(a, b));
        if (y.ElementCount == 0)
            return y;
        var mask = condition.Expand(y.Shape).Contiguous();
        (a, b) = (Operand(a, y), Operand(b, y));
        switch (y.DType)
        {
            case DType.Float32: Select<float>(mask, a, b, y); break;
            case DType.Float64: Select<double>(mask, a, b, y); break;
            case DType.Int64: Select<long>(mask, a, b, y); break;
            case DType.Int32: Select<int>(mask, a, b, y); break;
            case DType.Byte: Select<byte>(mask, a, b, y); break;
            default: Select<bool>(mask, a, b, y); break;
        }
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs) =>
        input == 1 ? Tensor.Where(inputs[0], gradient, 0) : Tensor.Where(inputs[0], 0, gradient);

    /// <summary>Two bare fractions have no tensor to take the dtype of, and get the default.</summary>
    private static DType ResultType(Tensor a, Tensor b) =>
        a.IsNumber && b.IsNumber && DTypes.Promote(a, b).IsFloatingPoint ? DType.Float32 : DTypes.Promote(a, b);

    internal static Shape Check(Tensor condition, Tensor a, Tensor b, string? conditionName, string? aName, string? bName)
    {
        Masks.Require(nameof(Where), condition, conditionName, "condition");
        if (Shape.TryBroadcast(a.Shape, b.Shape, out var values) && Shape.TryBroadcast(condition.Shape, values, out var shape))
            return shape;
        throw new ShapeException(
            $"Where: {CallerName.Or(conditionName, "condition")} is {condition.Shape}, {CallerName.Or(aName, "a")} is {a.Shape} and " +
            $"{CallerName.Or(bName, "b")} is {b.Shape}; aligned at the last axis, sizes must be equal or 1. Reshape or slice one of them.");
    }

    /// <summary>An operand as the kernel reads it: one value, or the result's shape in memory.</summary>
    private static Tensor Operand(Tensor x, Tensor y) => x.ElementCount == 1
        ? x.To(y.DType).Reshape([1])
        : x.To(y.DType).Expand(y.Shape).Contiguous();

    private static void Select<T>(Tensor mask, Tensor a, Tensor b, Tensor y) where T : unmanaged =>
        Selection.Select(mask.AsReadOnlySpan<bool>(), a.AsReadOnlySpan<T>(), b.AsReadOnlySpan<T>(), y.AsSpan<T>());

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs.AllAligned());
}

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>
        /// a where the condition is true, else b, all three broadcast against each other. What was not chosen has gradient 0; an operation before it
        /// whose derivative is infinite there still makes that NaN, so keep its argument inside its domain.
        /// </summary>
        /// <param name="condition">Bool.</param>
        /// <param name="a">What stands where the condition is true.</param>
        /// <param name="b">What stands elsewhere.</param>
        /// <param name="conditionName">What the caller calls the condition, for errors.</param>
        /// <param name="aName">What the caller calls a, for errors.</param>
        /// <param name="bName">What the caller calls b, for errors.</param>
        /// <exception cref="DTypeException">The condition is not Bool.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor Where(
            Tensor condition,
            Tensor a,
            Tensor b,
            [CallerArgumentExpression(nameof(condition))] string? conditionName = null,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(a);
            ArgumentNullException.ThrowIfNull(b);
            AutoGrad.Where.Check(condition, a, b, conditionName, aName, bName);
            return Shared<Where>.Op.Apply(condition, a, b);
        }
    }
}
