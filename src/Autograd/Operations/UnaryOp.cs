using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What the families of elementwise functions of one tensor share: y = f(x), whose Jacobian is diagonal.</summary>
public abstract record UnaryOp : ElementwiseOp
{
    private protected UnaryOp()
    {
    }

    /// <summary>f′(x), written in tensor operations; y = f(x) is there to be reused. A bare number will do where it is constant.</summary>
    protected abstract Tensor Derivative(Tensor x, Tensor y);

    /// <summary>Where f is defined and differentiable.</summary>
    protected internal virtual Domain Domain => Domain.Reals;

    private protected abstract DType ResultType(DType x);

    private protected abstract void Evaluate(Tensor x, Tensor y);

    /// <summary>The kernel for floating-point numbers, looked up once.</summary>
    private protected UnaryKernel<T> RealKernel<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.As<UnaryKernel<T>>(KernelOf<T>());

    /// <summary>Computes f(x) and, where x requires a gradient, records how.</summary>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Batch.Any(x) ? Batch.Apply(this, x) : Tape.Record(this, x, Forward(x));
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);

    /// <inheritdoc/>
    protected internal sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 1);
        return Forward(inputs[0]);
    }

    private Tensor Forward(Tensor x)
    {
        var dtype = ResultType(x.DType);
        if (Waits(x.ElementCount, dtype))
            return Expression.Result(this, x, null, x.Shape, dtype);
        var y = Tensor.EmptyLike(x, dtype);
        Evaluate(x, y);
        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => Chain(gradient, saved);

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? Vjp(0, t, saved) : null; // The Jacobian is diagonal, so it is its own transpose.

    private Tensor Chain(Tensor factor, Saved saved) => Tape.Multiply(factor, Derivative(saved.InputOrShape(0), saved.OutputOrShape));
}

/// <summary>
/// An elementwise function of real numbers, y = f(x). State the kernel over spans and the derivative as tensor code; the backward pass, forward-mode
/// and higher derivatives, strided inputs and gradient checks follow. Integers are converted to Float32 first.
/// </summary>
public abstract record UnaryElementwise : UnaryOp
{
    /// <summary>Computes y = f(x) for each element. The spans have the same length and do not overlap, or are the same.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected internal override int Cost => 8;

    internal sealed override UnaryKernel<T> Unary<T>() => Kernel;

    private protected sealed override DType ResultType(DType x) => x.IsFloatingPoint ? x : DType.Float32;

    private protected sealed override void Evaluate(Tensor x, Tensor y)
    {
        if (y.DType == DType.Float32)
            ElementwiseRun.Of(RealKernel<float>(), x, y);
        else
            ElementwiseRun.Of(RealKernel<double>(), x, y);
    }
}

/// <summary>
/// An elementwise function that is defined for whole numbers too and keeps the dtype: negation, absolute value, sign, square. As
/// <see cref="UnaryElementwise"/>, with a kernel for every number. Bool is converted to Int64 first.
/// </summary>
public abstract record UnaryArithmetic : UnaryOp
{
    /// <summary>Computes y = f(x) for each element. The spans have the same length and do not overlap, or are the same.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, INumber<T>;

    internal sealed override UnaryKernel<T> Unary<T>() => Kernel;

    private protected sealed override DType ResultType(DType x) => x == DType.Bool ? DType.Int64 : x;

    private protected sealed override void Evaluate(Tensor x, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: ElementwiseRun.Of(RealKernel<float>(), x, y); break;
            case DType.Float64: ElementwiseRun.Of(RealKernel<double>(), x, y); break;
            case DType.Int64: ElementwiseRun.Of<long>(Kernel, x, y); break;
            case DType.Int32: ElementwiseRun.Of<int>(Kernel, x, y); break;
            default: ElementwiseRun.Of<byte>(Kernel, x, y); break;
        }
    }
}
