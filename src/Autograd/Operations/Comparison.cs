using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>An elementwise predicate of two tensors, broadcast against each other; the result is Bool and carries no derivative.</summary>
public abstract record Comparison : ConstantOp
{
    /// <summary>Computes the predicate for each pair. The spans have the same length.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) where T : unmanaged, INumber<T>;

    /// <summary>Computes the predicate.</summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="aName">What the caller calls a, for errors.</param>
    /// <param name="bName">What the caller calls b, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Tensor Apply(Tensor a, Tensor b, string? aName = null, string? bName = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var shape = Broadcasting.Shape(Name, a, b, aName, bName);
        if (Batch.Any(a, b))
            return Batch.Apply(this, a, b);
        var y = Tensor.Empty(shape, DType.Bool);
        switch (DTypes.Promote(a, b))
        {
            case DType.Float32: Evaluate<float>(a, b, y); break;
            case DType.Float64: Evaluate<double>(a, b, y); break;
            case DType.Int64: Evaluate<long>(a, b, y); break;
            case DType.Int32: Evaluate<int>(a, b, y); break;
            default: Evaluate<byte>(a, b, y); break;
        }
        return y;
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 2);
        return Apply(inputs[0], inputs[1]);
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor? VMap(BatchInputs inputs) => Apply(inputs.Aligned(0), inputs.Aligned(1));

    [SkipLocalsInit]
    private void Evaluate<T>(Tensor a, Tensor b, Tensor y) where T : unmanaged, INumber<T>
    {
        if (y.ElementCount == 0)
            return;
        var blocks = new OperandBlocks<T>(a, b, y, stackalloc T[OperandBlocks<T>.ScratchSize]);
        var result = y.Span<bool>();
        while (blocks.Next(out var first, out var second, out var range))
            Kernel(first, second, result[range]);
    }
}
