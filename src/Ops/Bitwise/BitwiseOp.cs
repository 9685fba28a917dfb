using System.Numerics;

namespace AutoGrad;

/// <summary>
/// An elementwise function of the bits of two tensors of whole numbers or of Bool, broadcast against each other; it carries no derivative.
/// </summary>
public abstract record BitwiseOp : ConstantOp
{
    /// <summary>Computes the function for each pair. The spans have the same length; Bool comes as bytes of 0 and 1.</summary>
    protected abstract void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>;

    private protected virtual DType ResultType(DType operands) => operands;

    /// <inheritdoc/>
    protected sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 2)
            throw new ArgumentException($"{Name} takes 2 tensors and was given {inputs.Length}.");
        var (a, b) = (inputs[0], inputs[1]);
        var y = Tensor.Empty(Check(a, b, null, null), ResultType(DTypes.Promote(a, b)));
        if (y.ElementCount == 0)
            return y;
        (a, b) = (a.To(y.DType).Expand(y.Shape).Contiguous(), b.To(y.DType).Expand(y.Shape).Contiguous());
        switch (y.DType)
        {
            case DType.Int64: Kernel(a.AsReadOnlySpan<long>(), b.AsReadOnlySpan<long>(), y.AsSpan<long>()); break;
            case DType.Int32: Kernel(a.AsReadOnlySpan<int>(), b.AsReadOnlySpan<int>(), y.AsSpan<int>()); break;
            case DType.Byte: Kernel(a.AsReadOnlySpan<byte>(), b.AsReadOnlySpan<byte>(), y.AsSpan<byte>()); break;
            default: Kernel(Bytes(a.AsReadOnlySpan<bool>()), Bytes(b.AsReadOnlySpan<bool>()), Bytes(y.AsSpan<bool>())); break;
        }
        return y;
    }

    /// <inheritdoc/>
    protected sealed override Tensor? VMap(BatchInputs inputs) => Apply(inputs.AllAligned());

    /// <summary>Applies the operation where the operands fit.</summary>
    /// <exception cref="DTypeException">An operand is not of whole numbers or Bool.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    internal Tensor Apply(Tensor a, Tensor b, string? aName, string? bName)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Check(a, b, aName, bName);
        return Apply(a, b);
    }

    /// <summary>Whether an operator that means logic on masks means bits here: no operand is floating-point and not both are Bool.</summary>
    internal static bool IsMeant(Tensor a, Tensor b) =>
        !a.DType.IsFloatingPoint && !b.DType.IsFloatingPoint && (a.DType != DType.Bool || b.DType != DType.Bool);

    /// <summary>Whether a number of that many bits can be moved so far.</summary>
    private protected static bool Fits<T>(T count) where T : unmanaged, IBinaryInteger<T> =>
        !T.IsNegative(count) && count < T.CreateSaturating(8 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    private Shape Check(Tensor a, Tensor b, string? aName, string? bName)
    {
        foreach (var (x, name) in new[] { (a, CallerName.Or(aName, "a")), (b, CallerName.Or(bName, "b")) })
            if (x.DType.IsFloatingPoint)
                throw new DTypeException($"{Name}: {name} is {x.DType}; only whole numbers and Bool have bits. Convert with .To(DType.Int64).");
        if (!Shape.TryBroadcast(a.Shape, b.Shape, out var shape))
            throw new ShapeException(
                $"{Name}: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; aligned at the last axis, " +
                "sizes must be equal or 1. Reshape or slice one of them.");
        return shape;
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<bool> x) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(x);

    private static Span<byte> Bytes(Span<bool> x) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(x);
}
