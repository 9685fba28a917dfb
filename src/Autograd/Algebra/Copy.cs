namespace AutoGrad;

/// <summary>The same values in memory of their own, contiguous, y = x.</summary>
public sealed record Copy : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var y = Tensor.EmptyLike(x, x.DType);
        switch (x.DType)
        {
            case DType.Float32: x.CopyTo(y.Span<float>()); break;
            case DType.Float64: x.CopyTo(y.Span<double>()); break;
            case DType.Int64: x.CopyTo(y.Span<long>()); break;
            case DType.Int32: x.CopyTo(y.Span<int>()); break;
            case DType.Bool: x.CopyTo(y.Span<bool>()); break;
            default: x.CopyTo(y.Span<byte>()); break;
        }
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient;

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public partial class Tensor
{
    /// <summary>The same values in memory of their own, contiguous.</summary>
    public Tensor Clone() => Shared<Copy>.Op.Apply(this);

    /// <summary>The same values, contiguous: this tensor where it is so already, else a copy.</summary>
    public Tensor Contiguous() => IsContiguous ? this : Clone();
}
