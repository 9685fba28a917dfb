using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What the families of elementwise functions of two tensors share: y = f(a, b), the operands broadcast against each other.</summary>
public abstract record BinaryOp : ElementwiseOp
{
    private protected BinaryOp()
    {
    }

    /// <summary>∂f/∂a, written in tensor operations; y = f(a, b) is there to be reused. A bare number will do where it is constant.</summary>
    protected abstract Tensor DerivativeA(Tensor a, Tensor b, Tensor y);

    /// <summary>∂f/∂b, written in tensor operations; y = f(a, b) is there to be reused. A bare number will do where it is constant.</summary>
    protected abstract Tensor DerivativeB(Tensor a, Tensor b, Tensor y);

    /// <summary>Where f is defined and differentiable, for its first argument.</summary>
    protected internal virtual Domain DomainA => Domain.Reals;

    /// <summary>Where f is defined and differentiable, for its second argument.</summary>
    protected internal virtual Domain DomainB => Domain.Reals;

    private protected abstract DType ResultType(DType operands);

    private protected abstract void Evaluate(Tensor a, Tensor b, Tensor y);

    /// <summary>The kernel for floating-point numbers, looked up once.</summary>
    private protected BinaryKernel<T> RealKernel<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.As<BinaryKernel<T>>(KernelOf<T>());

    /// <summary>Computes f(a, b) and, where an operand requires a gradient, records how.</summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="aName">What the caller calls a, for errors.</param>
    /// <param name="bName">What the caller calls b, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Tensor Apply(Tensor a, Tensor b, string? aName = null, string? bName = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Batch.Any(a, b) ? ApplyToBatch(a, b, aName, bName) : Tape.Record(this, a, b, Forward(a, b, aName, bName));
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor? VMap(BatchInputs inputs) => Apply(inputs.Aligned(0), inputs.Aligned(1));

    private Tensor ApplyToBatch(Tensor a, Tensor b, string? aName, string? bName)
    {
        _ = Broadcasting.Shape(Name, a, b, aName, bName); // An error is to show the shapes of a sample.
        return Batch.Apply(this, a, b);
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 2);
        return Forward(inputs[0], inputs[1], null, null);
    }

    private Tensor Forward(Tensor a, Tensor b, string? aName, string? bName)
    {
        var dtype = ResultType(DTypes.Promote(a, b));
        var shape = a.Shape == b.Shape ? a.Shape : Broadcasting.Shape(Name, a, b, aName, bName);
        if (Waits(shape.ElementCount, dtype))
            return Expression.Result(this, a, b, shape, dtype);
        var y = a.IsContiguous && a.Shape == shape ? Tensor.EmptyLike(a, dtype) : Tensor.Empty(shape, dtype);
        Evaluate(a, b, y);
        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        Tensor a = Typed(saved.InputOrShape(0), saved), b = Typed(saved.InputOrShape(1), saved), y = saved.OutputOrShape;
        var derivative = input == 0 ? DerivativeA(a, b, y) : DerivativeB(a, b, y);
        // Where the operand was broadcast, a number multiplies fewer elements after the sum than before it.
        if (derivative.IsNumber && saved.ShapeOf(input) is var shape && shape.ElementCount < gradient.ElementCount)
            gradient = new SumTo(shape).Apply(gradient);
        return Tape.Multiply(gradient, derivative);
    }

    /// <summary>An operand in the dtype that was computed with, so that rules that meet it with bare numbers keep the precision.</summary>
    private static Tensor Typed(Tensor operand, Saved saved) => operand.To(saved.Node.DType);

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        // The Jacobian of each operand is diagonal but for broadcasting, which the product with the derivative undoes.
        var first = tangents[0] is { } a ? Vjp(0, a, saved) : null;
        var second = tangents[1] is { } b ? Vjp(1, b, saved) : null;
        var sum = Tape.Sum(first, second);
        return sum is null || sum.Shape == saved.OutputShape ? sum : sum.Expand(saved.OutputShape);
    }
}

/// <summary>
/// An elementwise function of two real numbers, y = f(a, b). State the kernel over spans and both partial derivatives as tensor code; broadcasting,
/// the backward pass, forward-mode and higher derivatives and gradient checks follow. Integers are converted to Float32 first.
/// </summary>
public abstract record BinaryElementwise : BinaryOp
{
    /// <summary>Computes y = f(a, b) for each pair. The spans have the same length; y and the others do not overlap, or are the same.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected internal override int Cost => 8;

    internal sealed override BinaryKernel<T> Binary<T>() => Kernel;

    private protected sealed override DType ResultType(DType operands) => operands.IsFloatingPoint ? operands : DType.Float32;

    private protected sealed override void Evaluate(Tensor a, Tensor b, Tensor y)
    {
        if (y.DType == DType.Float32)
            ElementwiseRun.Of(RealKernel<float>(), a, b, y);
        else
            ElementwiseRun.Of(RealKernel<double>(), a, b, y);
    }
}

/// <summary>
/// An elementwise function of two numbers that is defined for whole numbers too and keeps their dtype: sum, product, maximum. As
/// <see cref="BinaryElementwise"/>, with a kernel for every number. Bool is converted to Int64 first.
/// </summary>
public abstract record BinaryArithmetic : BinaryOp
{
    /// <summary>Computes y = f(a, b) for each pair. The spans have the same length; y and the others do not overlap, or are the same.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>;

    internal sealed override BinaryKernel<T> Binary<T>() => Kernel;

    private protected sealed override DType ResultType(DType operands) => operands == DType.Bool ? DType.Int64 : operands;

    private protected sealed override void Evaluate(Tensor a, Tensor b, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: ElementwiseRun.Of(RealKernel<float>(), a, b, y); break;
            case DType.Float64: ElementwiseRun.Of(RealKernel<double>(), a, b, y); break;
            case DType.Int64: ElementwiseRun.Of<long>(Kernel, a, b, y); break;
            case DType.Int32: ElementwiseRun.Of<int>(Kernel, a, b, y); break;
            default: ElementwiseRun.Of<byte>(Kernel, a, b, y); break;
        }
    }
}
