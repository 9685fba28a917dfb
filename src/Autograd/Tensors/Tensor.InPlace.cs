using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>Writes one value into every element.</summary>
    /// <param name="value">The value.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="AutogradException">The tensor is a leaf that requires a gradient, and operations are recorded.</exception>
    public Tensor FillInPlace(double value, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (!IsRecordedWrite(null))
            FillUnrecorded(value, file, line);
        else
            WriteHistory.Write(this, this, Full([], value, DType).Expand(shape), nameof(FillInPlace), file, line);
        return this;
    }

    /// <summary>Writes the values of another tensor, broadcast to this one's shape and converted to its dtype.</summary>
    /// <param name="source">The values.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="ShapeException">The source does not broadcast to this shape.</exception>
    /// <exception cref="AutogradException">The tensor is a leaf that requires a gradient, or cannot carry that of the source, and operations are
    /// recorded.</exception>
    public Tensor CopyInPlace(Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Copied(source, nameof(CopyInPlace), file, line);

    /// <summary>
    /// Writes what an operation computed of this tensor over it: the second half of a method whose name ends in <c>InPlace</c>. As
    /// <see cref="CopyInPlace"/>, but errors name that method, and values that this tensor cannot hold are refused.
    /// </summary>
    /// <param name="result">The values; what they are computed of must not need this tensor's old values in the backward pass.</param>
    /// <param name="operation">The name of the method.</param>
    /// <param name="file">Where that is called.</param>
    /// <param name="line">Where that is called.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="ShapeException">The result does not broadcast to this shape.</exception>
    /// <exception cref="DTypeException">The result has fractions, and this tensor holds none.</exception>
    /// <exception cref="AutogradException">The tensor is a leaf that requires a gradient, or cannot carry that of the result, and operations are
    /// recorded.</exception>
    public Tensor WriteInPlace(Tensor result, string operation, string? file = null, int line = 0)
    {
        ArgumentNullException.ThrowIfNull(result);
        RequireHolds(result, operation);
        return Copied(result, operation, file, line);
    }

    private Tensor Copied(Tensor source, string operation, string? file, int line)
    {
        ArgumentNullException.ThrowIfNull(source);
        bool recorded = IsRecordedWrite(source, operation);
        RequireBroadcast(source, operation);
        if (recorded)
        {
            WriteHistory.Write(this, this, Own(source).To(DType).Expand(shape), operation, file, line);
            return this;
        }
        if (SharesMemoryWith(source))
            source = source.Detach().Clone();
        MarkWritten(operation, file, line);
        CopyCore(source);
        return this;
    }

    /// <summary>Adds <paramref name="scale"/> times another tensor, broadcast to this one's shape.</summary>
    /// <param name="other">The summand.</param>
    /// <param name="scale">What it is multiplied by.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="ShapeException">The other tensor does not broadcast to this shape.</exception>
    /// <exception cref="DTypeException">The result would have fractions, and this tensor holds none.</exception>
    /// <exception cref="AutogradException">The tensor is a leaf that requires a gradient, or cannot carry that of the other, and operations are
    /// recorded.</exception>
    public Tensor AddInPlace(Tensor other, double scale = 1, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool recorded = IsRecordedWrite(other);
        RequireBroadcast(other);
        RequireHolds(other);
        if (!DType.IsFloatingPoint && scale != Math.Floor(scale))
            RequireHolds(scale);
        if (recorded)
        {
            var sum = Shared<Add>.Op.Apply(this, scale == 1 ? other : Shared<Multiply>.Op.Apply(Own(other), scale));
            WriteHistory.Write(this, this, sum.To(DType), nameof(AddInPlace), file, line);
            return this;
        }
        bool plain = IsContiguous && other.IsContiguous && other.DType == DType && other.shape == shape
            && (!SharesMemoryWith(other) || other.Offset == Offset); // Spans that overlap in part would be read while they are written.
        if (plain && DType.IsFloatingPoint)
        {
            MarkWritten(nameof(AddInPlace), file, line);
            if (DType == DType.Float32)
                TensorPrimitives.MultiplyAdd(other.Span<float>(), (float)scale, Span<float>(), Span<float>());
            else
                TensorPrimitives.MultiplyAdd(other.Span<double>(), scale, Span<double>(), Span<double>());
            return this;
        }
        using (Autodiff.NoGrad())
        {
            var sum = Shared<Add>.Op.Apply(this, scale == 1 ? other : Shared<Multiply>.Op.Apply(other, scale));
            return Overwrite(sum, nameof(AddInPlace), file, line);
        }
    }

    /// <summary>Multiplies by another tensor, or a number, broadcast to this one's shape.</summary>
    /// <param name="other">The factor.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="ShapeException">The other tensor does not broadcast to this shape.</exception>
    /// <exception cref="DTypeException">The result would have fractions, and this tensor holds none.</exception>
    /// <exception cref="AutogradException">The tensor is a leaf that requires a gradient, or cannot carry that of the other, and operations are
    /// recorded.</exception>
    public Tensor MultiplyInPlace(Tensor other, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool recorded = IsRecordedWrite(other);
        RequireBroadcast(other);
        RequireHolds(other);
        if (recorded)
        {
            // The rule for the one reads the other as it was before.
            var product = Shared<Multiply>.Op.Apply(other.Node is null ? this : Clone(), Own(other));
            WriteHistory.Write(this, this, product.To(DType), nameof(MultiplyInPlace), file, line);
            return this;
        }
        using (Autodiff.NoGrad())
            return Overwrite(Shared<Multiply>.Op.Apply(this, other), nameof(MultiplyInPlace), file, line);
    }

    /// <summary>Values that stay what they are when this tensor is written to.</summary>
    private Tensor Own(Tensor values) => SharesMemoryWith(values) || values.storage.IsTracked ? values.Clone() : values;

    private Tensor Overwrite(Tensor source, string by, string? file, int line)
    {
        source.storage.Evaluate();
        MarkWritten(by, file, line);
        CopyCore(source);
        return this;
    }

    private void FillUnrecorded(double value, string? file, int line)
    {
        MarkWritten(nameof(FillInPlace), file, line);
        FillCore(value);
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
        var layout = new Layout(this, shape);
        layout.Seek(0);
        int stride = layout.InnerStride;
        // What shares its memory with this tensor is read before anything is written.
        if (storage != source.storage)
        {
            Span<T> row = stackalloc T[stride == 1 ? 0 : Math.Min(ElementCount, StridedReader<T>.BlockSize)];
            for (int at = 0, count; at < ElementCount; at += count)
            {
                count = layout.Next(stride == 1 ? ElementCount - at : Math.Min(ElementCount - at, row.Length), out int first);
                reader.Read(at, stride == 1 ? to.Slice(first, count) : row[..count]);
                for (int i = 0; stride != 1 && i < count; i++)
                    to[first + i * stride] = row[i];
            }
            return;
        }
        var values = source.IsContiguous && source.shape == shape ? source.Span<T>() : new T[ElementCount];
        if (!source.IsContiguous || source.shape != shape)
            reader.Read(0, values);
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
            throw new ShapeException(
                $"{operation}: a tensor of shape {other.shape} does not broadcast to {shape}, whose elements it would be written to.");
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

    /// <summary>Checks that this tensor may be written to.</summary>
    /// <returns>Whether the write belongs on the tape.</returns>
    private bool IsRecordedWrite(Tensor? source, [CallerMemberName] string? operation = null)
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
        if (this is Argument)
            throw new AutogradException($"{operation}: this {shape} tensor is the argument of a function that is being differentiated, and writing " +
                "to it would change the caller's tensor and the point of the derivative. Write to a Clone().");
        if (!Autodiff.IsRecording)
            return false;
        if (Node is { Op: null })
            throw new AutogradException($"{operation}: this {shape} tensor is a leaf that requires a gradient, and writing to it would change the " +
                "point at which it is taken. Wrap the write in using (Autodiff.NoGrad()).");
        if ((Node ?? source?.Node) is null)
            return false;
        if (!DType.IsFloatingPoint)
            throw new AutogradException($"{operation}: the values written carry a gradient, which this {DType} tensor cannot. " +
                "Write source.Detach(), or build a floating-point result.");
        if (this is Detached or Number)
            throw new AutogradException(
                $"{operation}: this {shape} tensor is {(this is Number ? "a bare number" : "one that Detach() put outside the graph")}, " +
                "so the gradient of what is written to it would be lost. Write to a Clone(), or write source.Detach().");
        return true;
    }
}
