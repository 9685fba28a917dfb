using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// The values in another dtype. Fractions are cut off towards zero on the way to whole numbers, those out of range saturate, and NaN becomes 0;
/// anything but 0 is true.
/// </summary>
/// <param name="To">The dtype of the result.</param>
public sealed record Cast(DType To) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Convert(x, To);

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient; // The engine converts it to the dtype of what it belongs to.

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);

    /// <summary>The conversion alone, contiguous and unrecorded.</summary>
    internal static Tensor Convert(Tensor x, DType to)
    {
        x = x.Detach().Contiguous();
        var y = Tensor.EmptyLike(x, to);
        switch (x.DType)
        {
            case DType.Float32: From<float>(x, y); break;
            case DType.Float64: From<double>(x, y); break;
            case DType.Int64: From<long>(x, y); break;
            case DType.Int32: From<int>(x, y); break;
            default: From<byte>(x, y); break; // True is stored as 1.
        }
        return y;
    }

    private static void From<T>(Tensor x, Tensor y) where T : unmanaged, INumber<T>
    {
        var values = x.Span<T>();
        switch (y.DType)
        {
            case DType.Float32: TensorPrimitives.ConvertSaturating(values, y.Span<float>()); break;
            case DType.Float64: TensorPrimitives.ConvertSaturating(values, y.Span<double>()); break;
            case DType.Int64: TensorPrimitives.ConvertSaturating(values, y.Span<long>()); break;
            case DType.Int32: TensorPrimitives.ConvertSaturating(values, y.Span<int>()); break;
            case DType.Byte: TensorPrimitives.ConvertSaturating(values, y.Span<byte>()); break;
            default:
                var flags = y.Span<bool>();
                for (int i = 0; i < flags.Length; i++)
                    flags[i] = values[i] != T.Zero;
                break;
        }
    }
}

public partial class Tensor
{
    /// <summary>The values in another dtype; this tensor where it has that dtype already.</summary>
    public Tensor To(DType dtype) => dtype == DType && !IsNumber ? this : new Cast(dtype).Apply(this);
}
