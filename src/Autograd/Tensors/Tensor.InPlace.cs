using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>Writes one value into every element.</summary>
    /// <exception cref="AutogradException">The tensor is part of a graph that is being recorded.</exception>
    public Tensor FillInPlace(double value)
    {
        RequireWritable(null);
        MarkWritten();
        FillCore(value);
        return this;
    }

    /// <summary>Writes the values of another tensor, broadcast to this one's shape and converted to its dtype.</summary>
    /// <exception cref="ShapeException">The source does not broadcast to this shape.</exception>
    /// <exception cref="AutogradException">Either tensor is part of a graph that is being recorded.</exception>
    public Tensor CopyInPlace(Tensor source)
    {
        RequireWritable(source);
        RequireBroadcast(source);
        if (SharesMemoryWith(source))
            source = source.Detach().Clone();
        MarkWritten();
        CopyCore(source);
        return this;
    }

    /// <summary>Adds <paramref name="scale"/> times another tensor, broadcast to this one's shape.</summary>
    /// <exception cref="ShapeException">The other tensor does not broadcast to this shape.</exception>
    /// <exception cref="DTypeException">The result would have fractions, and this tensor holds none.</exception>
    /// <exception cref="AutogradException">Either tensor is part of a graph that is being recorded.</exception>
    public Tensor AddInPlace(Tensor other, double scale = 1)
    {
        RequireWritable(other);
        RequireBroadcast(other);
        RequireHolds(other);
        if (!DType.IsFloatingPoint && scale != Math.Floor(scale))
            RequireHolds(scale);
        bool plain = IsContiguous && other.IsContiguous && other.DType == DType && other.shape == shape
            && (!SharesMemoryWith(other) || other.Offset == Offset); // Spans that overlap in part would be read while they are written.
        if (plain && DType.IsFloatingPoint)
        {
            MarkWritten();
            if (DType == DType.Float32)
                TensorPrimitives.MultiplyAdd(other.Span<float>(), (float)scale, Span<float>(), Span<float>());
            else
                TensorPrimitives.MultiplyAdd(other.Span<double>(), scale, Span<double>(), Span<double>());
            return this;
        }
        using (Autodiff.NoGrad())
            return Overwrite(Shared<Add>.Op.Apply(this, scale == 1 ? other : Shared<Multiply>.Op.Apply(other, scale)));
    }

    /// <summary>Multiplies by another tensor, or a number, broadcast to this one's shape.</summary>
    /// <exception cref="ShapeException">The other tensor does not broadcast to this shape.</exception>
    /// <exception cref="DTypeException">The result would have fractions, and this tensor holds none.</exception>
    /// <exception cref="AutogradException">Either tensor is part of a graph that is being recorded.</exception>
    public Tensor MultiplyInPlace(Tensor other)
    {
        RequireWritable(other);
        RequireBroadcast(other);
        RequireHolds(other);
        using (Autodiff.NoGrad())
            return Overwrite(Shared<Multiply>.Op.Apply(this, other));
    }

    private Tensor Overwrite(Tensor source, [CallerMemberName] string? by = null)
    {
        source.storage.Evaluate();
        MarkWritten(by);
        CopyCore(source);
        return this;
    }

    /// <summary>Writes one value, unrecorded.</summary>
    internal void FillCore(double value) => CopyCore(value);

    /// <summary>Writes the values of another tensor, broadcast and converted, unrecorded.</summary>
    internal void CopyCore(Tensor source)
    {
        if (source.DType != DType)
            source = Cast.Convert(source, DType);
        switch (DType.Size)
        {
            case 1: Write<byte>(source); break;
            case 4: Write<int>(source); break;
            default: Write<long>(source); break;
        }
    }

    /// <summary>Copies elements as whole numbers of their size.</summary>
    private void Write<T>(Tensor source) where T : unmanaged
    {
        if (ElementCount == 0)
            return;
        var to = Memory<T>();
        if (IsContiguous && source.ElementCount == 1)
        {
            to.Fill(source.Memory<T>()[0]);
            return;
        }
        var reader = new StridedReader<T>(source, shape);
        if (IsContiguous)
        {
            reader.Read(0, to);
            return;
        }
        var values = source.IsContiguous && source.shape == shape ? source.Span<T>() : new T[ElementCount];
        if (!source.IsContiguous || source.shape != shape)
            reader.Read(0, values);
        var layout = new Layout(this, shape);
        layout.Seek(0);
        int stride = layout.InnerStride;
        for (int at = 0; at < values.Length;)
        {
            int count = layout.Next(values.Length - at, out int first);
            for (int i = 0; i < count; i++)
                to[first + i * stride] = values[at + i];
            at += count;
        }
    }

    /// <summary>All elements' bytes, of a contiguous tensor.</summary>
    internal Span<byte> Bytes() => DType.Size switch
    {
        1 => Span<byte>(),
        4 => MemoryMarshal.AsBytes(Span<int>()),
        _ => MemoryMarshal.AsBytes(Span<long>()),
    };

    private void RequireBroadcast(Tensor other, [CallerMemberName] string? operation = null)
    {
        if (!other.shape.BroadcastsTo(shape))
            throw new ShapeException($"{operation}: a tensor of shape {other.shape} does not broadcast to {shape}, whose elements it would be " +
                "written to.");
    }

    /// <summary>Refuses to round fractions, or to turn what is not Bool into Bool, behind the caller's back.</summary>
    private void RequireHolds(Tensor other, [CallerMemberName] string? operation = null)
    {
        var result = DTypes.Promote(this, other);
        if (!DType.IsFloatingPoint && result.IsFloatingPoint || DType == DType.Bool && result != DType.Bool)
            throw new DTypeException(
                $"{operation}: the result is {result} and would be written to a {shape} tensor of {DType}, losing what that cannot hold. " +
                $"Convert the tensor with .To(DType.{result}) first, or write with CopyInPlace.");
    }

    private void RequireWritable(Tensor? source, [CallerMemberName] string? operation = null)
    {
        if (IsBatched || source is { IsBatched: true })
            throw new AutogradException(
                $"{operation}: {(IsBatched ? $"this {shape} tensor" : $"the {source!.shape} tensor written")} stands for all " +
                "samples of a batch inside VMap, and what is written in place is memory of one. " +
                "Build a new tensor with Where, Cat or Stack, or return the values and write outside.");
        for (int i = 0; i < strides.Length; i++)
            if (strides[i] == 0 && shape[i] > 1)
                throw new ShapeException($"{operation}: axis {i} of this {shape} tensor is expanded, so several elements share one place in " +
                    "memory. Write to a Clone() instead.");
        if (!Autodiff.IsRecording)
            return;
        if (Node is not null)
            throw new AutogradException(IsLeaf
                ? $"{operation}: this {shape} tensor is a leaf that requires a gradient, and writing to it would change the point at which it is " +
                    "taken. Wrap the write in using (Autodiff.NoGrad())."
                : $"{operation}: this {shape} tensor is the result of the recorded {Node.Op}, and writing to it would falsify its gradient. " +
                    "Build a new tensor with Where, Cat or Stack, or write to Detach().");
        if (source?.Node is not null)
            throw new AutogradException($"{operation}: the values written carry a gradient that would be lost. " +
                "Build the result with Where, Cat or Stack, or write source.Detach().");
    }
}
