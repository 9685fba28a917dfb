using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>The elements in row-major order, without a copy, for reading.</summary>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    /// <exception cref="ShapeException">The tensor is not contiguous.</exception>
    public ReadOnlySpan<T> AsReadOnlySpan<T>() where T : unmanaged
    {
        RequireType<T>();
        RequireContiguous();
        return storage.Span<T>(Offset, ElementCount);
    }

    /// <summary>
    /// The elements in row-major order, without a copy, for writing. Asking for the span counts as a write: a value that the backward pass needs must
    /// not be changed, and one that was is noticed.
    /// </summary>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    /// <exception cref="ShapeException">The tensor is not contiguous.</exception>
    public Span<T> AsSpan<T>([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) where T : unmanaged
    {
        RequireType<T>();
        RequireContiguous();
        Expose(nameof(AsSpan), file, line);
        return storage.Span<T>(Offset, ElementCount);
    }

    /// <summary>
    /// The memory from the first element to the last, gaps included, for reading: element (i, j, …) stands at i·<see cref="Strides"/>[0] +
    /// j·<see cref="Strides"/>[1] + ….
    /// </summary>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> AsStridedSpan<T>() where T : unmanaged
    {
        RequireType<T>();
        return storage.Span<T>(Offset, Extent(shape, strides));
    }

    /// <summary>The elements as a <see cref="TensorSpan{T}"/> over the same memory, strides included. It counts as a write.</summary>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    public TensorSpan<T> AsTensorSpan<T>([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) where T : unmanaged
    {
        RequireType<T>();
        Expose(nameof(AsTensorSpan), file, line);
        Span<nint> lengths = stackalloc nint[Rank], steps = stackalloc nint[Rank];
        Describe(lengths, steps);
        return new(storage.Span<T>(Offset, Extent(shape, strides)), lengths, steps);
    }

    /// <summary>The elements as a <see cref="ReadOnlyTensorSpan{T}"/> over the same memory, strides included.</summary>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    public ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>() where T : unmanaged
    {
        RequireType<T>();
        Span<nint> lengths = stackalloc nint[Rank], steps = stackalloc nint[Rank];
        Describe(lengths, steps);
        return new(storage.Span<T>(Offset, Extent(shape, strides)), lengths, steps);
    }

    /// <summary>
    /// The elements as a <see cref="System.Numerics.Tensors.Tensor{T}"/>, over the same memory where an array holds it (a copy otherwise). It counts
    /// as a write.
    /// </summary>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    public System.Numerics.Tensors.Tensor<T> AsNumericsTensor<T>([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where T : unmanaged
    {
        RequireType<T>();
        if (!storage.TryGetArray<T>(out var array, out int first))
            return Adopt(ToArray<T>(), shape).AsNumericsTensor<T>();
        Expose(nameof(AsNumericsTensor), file, line);
        Span<nint> lengths = stackalloc nint[Rank], steps = stackalloc nint[Rank];
        Describe(lengths, steps);
        return System.Numerics.Tensors.Tensor.Create(array, first + Offset, lengths, steps);
    }

    /// <summary>The elements in row-major order, copied.</summary>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>; convert with <see cref="To(DType)"/>
    /// first.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        RequireType<T>();
        var values = new T[ElementCount];
        CopyTo<T>(values);
        return values;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <exception cref="DTypeException">The elements are not of type <typeparamref name="T"/>.</exception>
    /// <exception cref="ShapeException">The destination is too short.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        RequireType<T>();
        if (destination.Length < ElementCount)
            throw new ShapeException($"CopyTo: {ElementCount} elements of shape {shape} do not fit a span of {destination.Length}.");
        destination = destination[..ElementCount];
        if (IsContiguous)
            storage.Span<T>(Offset, ElementCount).CopyTo(destination);
        else
            new StridedReader<T>(this, shape).Read(0, destination);
    }

    /// <summary>The value of a tensor of one element, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public T Item<T>() where T : unmanaged
    {
        if (ElementCount != 1)
            throw new ShapeException($"Item: shape {shape} has {ElementCount} elements, not one; index it, reduce it, or take ToArray.");
        var type = DTypes.Of<T>();
        if (DType == type)
            return storage.Span<T>(Offset, 1)[0];
        // What bare numbers are and become, without a tensor for the result.
        if (DType == DType.Float64 && type == DType.Float32)
            return Unsafe.BitCast<float, T>((float)storage.Span<double>(Offset, 1)[0]);
        if (DType == DType.Int64 && type == DType.Float32)
            return Unsafe.BitCast<float, T>(storage.Span<long>(Offset, 1)[0]);
        if (DType == DType.Int64 && type == DType.Float64)
            return Unsafe.BitCast<double, T>(storage.Span<long>(Offset, 1)[0]);
        var one = Cast.Convert(this, type);
        return one.storage.Span<T>(one.Offset, 1)[0];
    }

    /// <summary>The value of a tensor of one element as a <see cref="double"/>.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public double Item() => Item<double>();

    /// <summary>The elements' span without the checks, for code that has made them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Span<T>() where T : unmanaged => storage.Span<T>(Offset, ElementCount);

    /// <summary>The memory from the first element to the last without the checks.</summary>
    internal Span<T> Memory<T>() where T : unmanaged => storage.Span<T>(Offset, Extent(shape, strides));

    /// <summary>Counts a write through a span or the like, which others may keep and use at any time.</summary>
    private void Expose(string by, string? file, int line)
    {
        MarkWritten(by, file, line);
        storage.Expose();
    }

    private void Describe(Span<nint> lengths, Span<nint> steps)
    {
        for (int i = 0; i < lengths.Length; i++)
            (lengths[i], steps[i]) = (shape.Array[i], shape.Array[i] == 1 ? 0 : strides[i]);
    }

    /// <summary>The distance from the first element to just past the last, in elements.</summary>
    private static int Extent(Shape shape, int[] strides)
    {
        int[] sizes = shape.Array;
        int last = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0)
                return 0;
            last += (sizes[i] - 1) * strides[i];
        }
        return last + 1;
    }

    private void RequireType<T>([CallerMemberName] string? operation = null) where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
            throw new DTypeException($"{operation}: the tensor is {DType} and was asked for {DTypes.Of<T>()}; " +
                $"convert it with .To(DType.{DTypes.Of<T>()}) first.");
    }

    private void RequireContiguous([CallerMemberName] string? operation = null)
    {
        if (!IsContiguous)
            throw new ShapeException($"{operation}: a {shape} tensor with strides [{string.Join(", ", strides)}] is not contiguous, so no span " +
                "shows its elements in order. " +
                "Take .Contiguous() first, or AsTensorSpan, which follows the strides.");
    }
}
