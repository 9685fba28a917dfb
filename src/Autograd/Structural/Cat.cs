using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Tensors joined along an axis that they share. Its transpose slices.</summary>
/// <param name="Axis">The axis, from 0.</param>
public sealed record Cat(int Axis) : JointlyLinearOp
{
    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        int total = 0;
        var dtype = inputs[0].DType;
        foreach (var input in inputs)
        {
            total += input.Shape[Axis];
            dtype = DTypes.Promote(dtype, input.DType);
        }
        var y = Tensor.Empty(inputs[0].Shape.With(Axis, total), dtype);
        int at = 0;
        foreach (var input in inputs)
        {
            int size = input.Shape[Axis];
            if (input.ElementCount > 0)
                new Slice(Axis, at, size).Apply(y).CopyCore(input);
            at += size;
        }
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(int input, Tensor gradient, Saved inputs)
    {
        int start = 0;
        for (int i = 0; i < input; i++)
            start += inputs.ShapeOf(i)[Axis];
        return new Slice(Axis, start, inputs.ShapeOf(input)[Axis]).Apply(gradient);
    }

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => new Cat(inputs.Axis(Axis)).Apply(inputs.All());
}

public partial class Tensor
{
    /// <summary>Tensors joined along an axis; their other sizes are equal.</summary>
    /// <exception cref="ShapeException">There are none, or their other sizes differ.</exception>
    public static Tensor Cat(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.Length == 0)
            throw new ShapeException("Cat: there is nothing to join; pass at least one tensor.");
        RequireAll(tensors);
        int at = tensors[0].shape.Axis(axis);
        for (int i = 0; i < tensors.Length; i++)
        {
            var other = tensors[i].shape;
            if (other.Rank != tensors[0].Rank || other.With(at, 0) != tensors[0].shape.With(at, 0))
                throw new ShapeException($"Cat: tensor 0 is {tensors[0].shape} and tensor {i} is {other}; " +
                    $"all sizes but that of axis {at} must be equal." +
                    (other.Rank != tensors[0].Rank ? "" : " Did you mean another axis?"));
        }
        return new Cat(at).Apply(tensors);
    }

    /// <summary>Tensors of one shape along a new axis.</summary>
    /// <exception cref="ShapeException">There are none, or their shapes differ.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.Length == 0)
            throw new ShapeException("Stack: there is nothing to join; pass at least one tensor.");
        RequireAll(tensors);
        var parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (tensors[i].shape != tensors[0].shape)
                throw new ShapeException($"Stack: tensor 0 is {tensors[0].shape} and tensor {i} is {tensors[i].shape}; all must have one shape. " +
                    "Did you mean Tensor.Cat?");
            parts[i] = tensors[i].Unsqueeze(axis);
        }
        return Cat(parts, axis);
    }

    private static void RequireAll(ReadOnlySpan<Tensor> tensors, [CallerMemberName] string? operation = null)
    {
        for (int i = 0; i < tensors.Length; i++)
            if (tensors[i] is null)
                throw new ArgumentNullException(nameof(tensors), $"{operation}: tensor {i} is null.");
    }
}
